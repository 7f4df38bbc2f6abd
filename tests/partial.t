#!/usr/bin/perl
# Past one machine: --partial and --merge. Deals are cut into shards, each becomes a
# state, and the states, merged in any order or as a tree, must give the bytes of one
# run over all shards, standard error included; what was decided by a shard alone may
# be refused, and must never be wrong. States that were cut, changed or are of
# something else are refused.
#
# PL_SEED is the first workspace's seed, PL_ROUNDS how many there are.
use strict;
use warnings;

use Cwd 'abs_path';
use File::Basename 'dirname';
use File::Temp 'tempdir';
use Test::More;

my $tests = dirname(abs_path($0));
exec "$tests/run", '-v', "$tests/partial.t" unless defined $ENV{PL_BIN};

require "$tests/oracle/random.pl";

my $asan = $ENV{PL_BIN} =~ m{/asan/bin$};
my $seed = $ENV{PL_SEED} // 1;
my $rounds = $ENV{PL_ROUNDS} // ($asan ? 15 : 60);
my $dir = tempdir(CLEANUP => 1);
my $out = tempdir(CLEANUP => 1);
chdir $dir or die "$dir: $!\n";
$ENV{PL_TODAY} = '2026-03-01';

sub slurp {
	my ($path) = @_;
	open my $in, '<:raw', $path or die "$path: $!\n";
	local $/;
	return <$in> // '';
}

sub spew {
	my ($path, $text) = @_;
	open my $to, '>:raw', $path or die "$path: $!\n";
	print $to $text;
	close $to or die "$path: $!\n";
}

# Run a command: exit status (a signal is 128 and more), standard output, standard
# error.
sub run {
	my ($input, @command) = @_;
	my $child = fork // die "fork: $!\n";
	if ($child == 0) {
		open STDIN, '<', $input // '/dev/null' or die "$input: $!\n";
		open STDOUT, '>', "$out/stdout" or die "stdout: $!\n";
		open STDERR, '>', "$out/stderr" or die "stderr: $!\n";
		exec @command or die "$command[0]: $!\n";
	}
	waitpid $child, 0;
	return ($? & 127 ? 128 + ($? & 127) : $? >> 8, slurp("$out/stdout"),
	    slurp("$out/stderr"));
}

# Header and records of a file; a record may hold line ends in quotes.
sub records {
	my ($text) = @_;
	my ($header, @lines) = $text =~ /.*\n/g;
	my (@records, $record);
	for my $line (@lines) {
		$record .= $line;
		next if ($record =~ tr/"//) % 2;
		push @records, $record;
		$record = '';
	}
	return ($header, @records);
}

# Cut the deals into K shards, in one of several ways; their names.
sub shards {
	my ($k, $how, $header, @records) = @_;
	my @of = map { [] } 1 .. $k;
	for my $i (0 .. $#records) {
		my $to = $how eq 'deal' ? $i % $k
		    : $how eq 'run' ? int($i * $k / @records) : Random::draw($k);
		push @{$of[$to]}, $records[$i];
	}
	spew("shard$_.csv", join '', $header, @{$of[$_]}) for 0 .. $k - 1;
	return map { "shard$_.csv" } 0 .. $k - 1;
}

sub shuffled {
	my @all = @_;
	for my $i (reverse 1 .. $#all) {
		my $j = Random::draw($i + 1);
		@all[$i, $j] = @all[$j, $i];
	}
	return @all;
}

# What is asked, at random. A column that is not there cannot be grouped by.
sub question {
	my ($header) = @_;
	my %has = map { $_ => 1 } $header =~ /\w+/g;
	my @by = grep { my $name = s/_(?:month|quarter)$//r; $has{$name} ||
	    $name =~ /^(?:status|size|activity)$/ } qw(owner pipeline stage status account source
	    lost_reason Region size created_month closed_quarter activity);
	my $command = Random::one_of(qw(pl-stats pl-stats pl-funnel pl-stall));
	my @options = Random::chance(70) ? ('--as-of', Random::iso(Random::draw(800))) : ();

	if ($command eq 'pl-stall') {
		push @options, '--summary';
		push @options, '--rules', Random::one_of('all', 'old', 'old,rushed', 'pushed,no-next')
		    if Random::chance(60);
		push @options, '--limit', '20' if Random::chance(20);
		push @options, '--clock', Random::one_of(qw(created changed)), '--limit', '40'
		    if Random::chance(20);
		push @options, grep { Random::chance(20) } qw(--honor-next --workdays);
		push @options, '-w', 'owner!=ana' if $has{owner} && Random::chance(20);
		return ($command, @options);
	}
	@by = grep { $_ ne 'stage' && $_ ne 'pipeline' } @by if $command eq 'pl-funnel';
	push @options, '-b', join ',', map { Random::one_of(@by) } 1 .. 1 + Random::chance(25)
	    if Random::chance(60);
	push @options, '-P', Random::one_of('2024', '2025-Q1', '2024-06-10..2025-02-20', 'last-quarter')
	    if Random::chance(30);
	push @options, '-w', 'owner!=ana' if $has{owner} && Random::chance(20);
	push @options, '-w', 'amount>=1000' if $has{amount} && Random::chance(20);
	push @options, '-p', 'Sales' if $has{pipeline} && Random::chance(15);
	if ($command eq 'pl-stats') {
		push @options, '-M', Random::one_of('all', 'all', 'won,clv,customers', 'pipeline')
		    if Random::chance(80);
		push @options, '--every', Random::one_of(qw(month quarter year)) if Random::chance(30);
		push @options, '--lifespan', '2.5' if Random::chance(10);
		push @options, '--intervals' if Random::chance(25);
	}
	push @options, '--threads', '2' if Random::chance(20);
	return ($command, @options);
}

# States of these files, one each.
sub states {
	my ($command, $options, @files) = @_;
	my @states;
	for my $file (@files) {
		my ($status, $state, $said) = run(undef, $command, '--partial', @$options, $file);
		return "exit $status of --partial: $said" if $status != 0 || $said ne '';
		return "not one line: $state" if $state !~ /\A[ -~]+\n\z/;
		spew($file =~ s/csv$/state/r, $state);
		push @states, $file =~ s/csv$/state/r;
	}
	return (undef, @states);
}

# Merge them as a tree whose nodes are files of several, or standard input.
sub merged_as_tree {
	my ($command, @states) = @_;
	my $n = 0;
	while (@states > 3) {
		my @some = splice @states, Random::draw(@states - 2), 3;
		spew('some', join '', map { slurp($_) } @some[0, 1]);
		my ($status, $state, $said) = Random::chance(50)
		    ? run('some', $command, '--merge', '--partial', '-', $some[2])
		    : run(undef, $command, '--partial', '--merge', @some);
		return ($status, $state, $said) if $status != 0;
		spew('node' . ++$n . '.state', $state);
		push @states, "node$n.state";
	}
	return run(undef, $command, '--merge', @states);
}

#
# Shards and the whole.
#

note "seed $seed (set PL_SEED to have the same again)";

# What only the whole can decide, and a shard decided otherwise.
my $refusal = '^pl-\w+: [\w.]+:1: (?:the stages inferred from its deals are not those of all' .
    '|[A-Z]{3} lacks a rate in one state and is converted in another)';
my %count = (compared => 0, refused => 0, inferred => 0, rates => 0);
my @failed;

sub compare {
	my ($round, $inferred, $command, $options, @shards) = @_;
	my @files = shuffled(@shards);
	my $format = Random::one_of(qw(csv json md table));
	my @want = run(undef, $command, @$options, '-o', $format, @files);
	my ($why, @states) = states($command, $options, @files);
	my @got = $why ? () : run(undef, $command, '--merge', '-o', $format, @states);
	my $how = "workspace $round: $command @$options -o $format";

	# a rule lacks its columns in the only file there is, or in all shards
	$want[2] =~ s/^(pl-stall: )shard0\.csv: (\S+ never holds)/$1$2/mg;
	if (!$why && $got[0] == 2 && $got[2] =~ /$refusal/ && ($inferred || -e 'rates.csv')) {
		$count{refused}++;
		return;
	}
	$why ||= "$want[2]exit $want[0]" if $want[0] != 0;
	$why ||= "exit $got[0]: $got[2]" if $got[0] != 0;
	$why ||= "standard output:\n$want[1]\nmerged:\n$got[1]" if $want[1] ne $got[1];
	$why ||= "standard error:\n$want[2]\nmerged:\n$got[2]" if $want[2] ne $got[2];
	if (!$why && !$inferred) {	# the order is of no account
		my @other = run(undef, $command, '--merge', '-o', $format, shuffled(@states));
		$why = "in another order:\n$other[1]$other[2]" if $other[1] ne $want[1];
		@other = merged_as_tree($command, @states);
		$why ||= "as a tree:\n$other[1]$other[2]"
		    if $other[0] != 0 || $format eq 'csv' && $other[1] ne $want[1];
	}
	$count{compared}++;
	$count{inferred}++ if $inferred;
	$count{rates}++ if -e 'rates.csv';
	return unless $why;
	push @failed, $round;
	diag "$how: $why" if @failed <= 5;
}

for my $round ($seed .. $seed + $rounds - 1) {
	unlink glob '*.csv *.state';
	Random::workspace($round, $dir);
	my ($header, @records) = records(slurp('deals.csv'));
	my $inferred = Random::chance(30);
	unlink 'stages.csv' if $inferred;
	spew('rates.csv', join '', "date,from,to,rate\n", Random::chance(80)
	    ? "2023-01-01,USD,EUR,0.91\n" : (), "2024-09-01,USD,EUR,0.87\n",
	    "2025-02-01,EUR,USD,1.1\n") if Random::chance(40);
	$ENV{PL_CURRENCY} = 'EUR';
	delete $ENV{PL_CURRENCY} if !-e 'rates.csv' && Random::chance(60);
	my @shards = shards(1 + Random::draw(6), Random::one_of('deal', 'run', 'any'), $header,
	    @records);
	for (1 .. 2) {
		my ($command, @options) = question($header);
		compare($round, $inferred, $command, \@options, @shards);
	}
}
delete $ENV{PL_CURRENCY};
ok(!@failed, "$count{compared} times from seed $seed on, merged shards are the whole");
diag "workspaces (tests/oracle/random.pl SEED DIRECTORY): @failed" if @failed;
note join ', ', map { "$_: $count{$_}" } sort keys %count;
ok($count{inferred} > 0 && $count{rates} > 0, 'stages inferred, and rates, were among them');

#
# What is refused, by hand.
#

unlink glob '*.csv *.state';
my $header = "id,owner,stage,amount,currency,created\n";
spew('a.csv', "${header}1,ana,Lead,100,EUR,2026-01-05\n");
spew('b.csv', "${header}2,ben,Won,200,EUR,2026-01-06\n");
spew('odd.csv', "${header}3,ana,Simmering,300,EUR,2026-01-07\n4,ben,Proposal,50,EUR,2026-01-07\n");

sub state_of {
	my ($name, $command, @options) = @_;
	my ($status, $state, $said) = run(undef, $command, '--partial', @options);
	spew($name, $state);
	return is($status, 0, "$name: $command @options") || diag $said;
}

sub refused {
	my ($name, $said, @command) = @_;
	my @got = run(undef, @command);
	is("$got[0] $got[1]", '2 ', "$name: exit 2, and nothing printed");
	like($got[2], $said, "$name: says so");
}

state_of('a.state', 'pl-stats', 'a.csv');
state_of('b.state', 'pl-stats', 'b.csv');
is((run(undef, 'pl-stats', '--merge', 'a.state', 'b.state'))[1],
    (run(undef, 'pl-stats', 'a.csv', 'b.csv'))[1], 'two files, two states');
state_of('c.state', 'pl-stats', '-b', 'owner', 'b.csv');
refused('another question', qr/^pl-stats: c\.state:1: answers another question: by is 'owner', and not given/, qw(pl-stats --merge a.state c.state));
state_of('c.state', 'pl-stats', '--as-of', '2026-02-01', 'b.csv');
refused('another day', qr/^pl-stats: c\.state:1: answers another question: as-of is '2026-02-01'/,
    qw(pl-stats --merge a.state c.state));
state_of('c.state', 'pl-stats', '-w', 'owner=ben', '-w', 'amount>1', 'b.csv');
refused('another filter', qr/where is not given, and 'owner=ben' 'amount>1' in c\.state:1$/,
    qw(pl-stats --merge c.state a.state));
refused('another command', qr/^pl-funnel: a\.state:1: is a state of pl-stats, not of pl-funnel$/,
    qw(pl-funnel --merge a.state));
refused('a listing', qr/^pl-stall: --partial goes with --summary/, qw(pl-stall --partial a.csv));
refused('no state', qr/^pl-stats: a\.csv:1: is no state/, qw(pl-stats --merge a.csv));
refused('no file', qr/^pl-stats: none: No such file/, qw(pl-stats --merge none));
refused('nothing', qr/^pl-stats: standard input: holds no state$/, qw(pl-stats --merge));
refused('an option of the question', qr/^pl-stats: --by goes with --partial/,
    qw(pl-stats --merge -b owner a.state));
refused('an option of reading', qr/^pl-stats: --stages goes with --partial/,
    qw(pl-stats --merge -s stages.csv a.state));
refused('an option of printing', qr/^pl-stats: --output is of printing/,
    qw(pl-stats --partial -o json a.csv));
is((run(undef, qw(pl-stats --merge -H -N 1 a.state)))[1], (run(undef, qw(pl-stats -H a.csv)))[1],
    'options of printing go with --merge');

spew('c.csv', "${header}5,ana,Negotiation,300,EUR,2026-01-08\n");
state_of('c.state', 'pl-stats', 'c.csv');
state_of('odd.state', 'pl-stats', 'odd.csv');
is((run(undef, qw(pl-stats --merge a.state odd.state)))[1],
    (run(undef, qw(pl-stats a.csv odd.csv)))[1], 'a stage that nobody knows, and stands alike');
refused('stages that only a shard infers', qr/^pl-stats: odd\.state:1: the stages inferred from.*: 'Simmering' is/,
    qw(pl-stats --merge a.state odd.state c.state));
spew('empty.csv', $header);
state_of('empty.state', 'pl-stats', 'empty.csv');
is((run(undef, qw(pl-stats --merge empty.state odd.state)))[1],
    (run(undef, qw(pl-stats empty.csv odd.csv)))[1], 'a shard without a deal has no say in stages');
spew('stages.csv', (run(undef, qw(pl-stages a.csv b.csv odd.csv c.csv)))[1]);
state_of('odd.state', 'pl-stats', 'odd.csv');
refused('written and inferred', qr/its stages were inferred, and written down in odd\.state:1/,
    qw(pl-stats --merge odd.state a.state));
state_of('a.state', 'pl-stats', 'a.csv');
state_of('b.state', 'pl-stats', 'b.csv');
is((run(undef, qw(pl-stats --merge a.state b.state odd.state)))[1],
    (run(undef, qw(pl-stats a.csv b.csv odd.csv)))[1], 'written down, they are those of all');
spew('stages.csv', slurp('stages.csv') =~ s/,Simmering,open,\d+/,Simmering,open,1/r);
state_of('odd.state', 'pl-stats', 'odd.csv');
refused('other stages', qr/^pl-stats: odd\.state:1: its stages are not those of a\.state:1/,
    qw(pl-stats --merge a.state odd.state));
unlink 'stages.csv';

spew('activities.csv', "deal,done,type\n1,2026-01-08,call\n1,soon,call\n");
state_of('a.state', 'pl-stats', '-M', 'activities', 'a.csv');
state_of('b.state', 'pl-stats', '-M', 'activities', 'b.csv');
is_deeply([run(undef, qw(pl-stats --merge a.state b.state))],
    [run(undef, qw(pl-stats -M activities a.csv b.csv))], 'activities are noticed once');
spew('activities.csv', "deal,done,type\n1,2026-01-09,call\n");
state_of('b.state', 'pl-stats', '-M', 'activities', 'b.csv');
refused('other activities', qr/^pl-stats: b\.state:1: was made with another activities\.csv/,
    qw(pl-stats --merge a.state b.state));

spew('rates.csv', "date,from,to,rate\n2026-01-06,EUR,USD,1.1\n");
state_of('a.state', 'pl-stats', '--as-of', '2026-01-05', 'a.csv');
spew('lost.csv', "id,owner,stage,amount,currency,created,closed\n5,ana,Won,7,EUR,2025-12-01,2026-01-01\n");
state_of('a.state', 'pl-stats', 'a.csv');
state_of('b.state', 'pl-stats', 'lost.csv');
refused('a rate that is missing', qr/EUR lacks a rate in one state and is converted in another/,
    qw(pl-stats --merge b.state a.state));
unlink 'rates.csv';

spew('few.csv', "id,stage,amount,created,close_date\n6,Lead,70,2026-01-02,2026-02-01\n");
state_of('a.state', qw(pl-stall --summary --rules), 'overdue,no-next', 'a.csv');
state_of('b.state', qw(pl-stall --summary --rules), 'overdue,no-next', 'few.csv');
is_deeply([run(undef, qw(pl-stall --merge a.state b.state))],
    [run(undef, qw(pl-stall --summary --rules), 'overdue,no-next', 'a.csv', 'few.csv')],
    'a rule lacks its columns only where no shard has them');
spew('stages.csv', "stage,required\nLead,budget\nWon,\n");
refused('what a stage requires, and no column', qr/^pl-stall: a\.csv: gaps: there is no column for 'budget'/,
    qw(pl-stall --partial --summary --rules gaps a.csv));
unlink 'stages.csv';

#
# States that were cut or changed on their way.
#

# FNV-1a, as base/words.c has it.
sub sum {
	my ($text) = @_;
	use integer;
	my $sum = -3750763034362895579;
	$sum = ($sum ^ $_) * 1099511628211 for unpack 'C*', $text;
	return sprintf '%016x', $sum;
}

Random::workspace(12, $dir);
my @good = map { (run(undef, split(/ /, $_), 'deals.csv'))[1] } 'pl-stats --partial -b owner',
    'pl-funnel --partial -b owner', 'pl-stall --partial --summary --rules all';
for my $state (@good) {
	my ($line, $sum) = $state =~ /\A(pl-state 1 .* end )([0-9a-f]{16})\n\z/;
	is($sum, sum($line), 'the sum is FNV-1a');
}

sub garbled {
	my ($state) = @_;
	my $how = Random::draw(4);
	my $at = Random::draw(length($state) - 20);
	if ($how == 0) {
		substr $state, $at, 1, chr Random::draw(256);
	} elsif ($how == 1) {
		substr $state, $at, 1 + Random::draw(40), '';
	} elsif ($how == 2) {
		substr $state, $at, 0, substr $state, Random::draw($at + 1), 30;
	} else {	# a number becomes another
		my @words = split / /, $state;
		my @numbers = grep { $words[$_] =~ /^-?\d+$/ } 3 .. $#words - 2;
		$words[Random::one_of(@numbers)] = Random::one_of(0, 1, 2, 7, -1, 99, 9999999999,
		    '00', '170141183460469231731687303715884105728', '1*3', 'none', '%', '%00');
		$state = join ' ', @words;
	}
	return $state;
}

my (@wrong, %status);
for my $try (1 .. ($asan ? 100 : 600)) {
	my $which = Random::draw(scalar @good);
	my $command = (qw(pl-stats pl-funnel pl-stall))[$which];
	my $state = garbled($good[$which]);
	next if $state eq $good[$which];
	spew('bad.state', $state);
	my @got = run(undef, $command, '--merge', 'bad.state');
	push @wrong, "exit $got[0]: $state" if $got[0] != 2 || $got[1] ne '' || $got[2] eq '';
	# where the sum is right, it is read to the end
	$state =~ s/[0-9a-f]*\n?\z//;
	next unless $state =~ /\Apl-state .* end \z/;
	spew('bad.state', $state . sum($state) . "\n");
	@got = run(undef, $command, '--merge', 'bad.state');
	$status{$got[0]}++;
	push @wrong, "exit $got[0], $got[2]: $state" if $got[0] != 0 && $got[0] != 2 ||
	    $got[0] == 2 && ($got[1] ne '' || $got[2] !~ /^pl-\w+: /);
}
ok(!@wrong, 'garbled states are refused, or read without harm');
diag $_ for grep { defined } @wrong[0 .. 2];
ok(($status{2} // 0) > 20, 'refused by more than their sum') or diag explain \%status;
for my $cut (0 .. 40) {
	spew('cut.state', substr $good[0], 0, Random::draw(length($good[0]) - 2));
	my @got = run(undef, qw(pl-stats --merge cut.state));
	$status{cut}++ if $got[0] == 2 && $got[1] eq '' &&
	    $got[2] =~ /^pl-stats: cut\.state(?::1: is (?:cut short|no state)|: holds no state)/;
}
is($status{cut}, 41, 'states that are cut short are refused');
spew('tab.state', $good[0] =~ s/\n/\t\r\n\n/r);
is((run(undef, qw(pl-stats --merge tab.state)))[1],
    (run(undef, qw(pl-stats -b owner deals.csv)))[1], 'a tab and a return behind a line are nothing');

#
# A thousand shards, and GNU parallel.
#

unlink glob '*.csv *.state';
spew('all.csv', scalar `perl "$tests/simulate/simulate.pl" 3 deals=3000`);
my ($head, @all) = records(slurp('all.csv'));
my $many = $asan ? 100 : 1000;
mkdir 'many' or die "many: $!\n";
for my $i (0 .. $many - 1) {	# every tenth has a header alone
	spew("many/$i.csv", join '', $head, $i % 10 ? @all[grep { $_ % $many == $i } 0 .. $#all] : ());
}
my @kept = map { "many/$_.csv" } 0 .. $many - 1;
for my $question ([1, qw(pl-stats -M all -b owner --every quarter)], [5, qw(pl-funnel -b owner)],
    [5, qw(pl-stall --summary --rules all --as-of 2025-03-01)]) {
	my ($each, $command, @options) = @$question;
	my @shards = @kept[grep { $_ % $each == 0 } 0 .. $#kept];
	my @want = run(undef, $command, @options, @shards);
	my $states = '';
	for my $file (@shards) {
		my ($status, $state, $said) = run(undef, $command, '--partial', @options, $file);
		$states .= $state;
		diag $said if $said;
	}
	spew('states', join '', map { "$_\n" } shuffled(split /\n/, $states));
	is_deeply([run('states', $command, '--merge')], \@want, "$command of " . @shards . " shards");
}

SKIP: {
	my $version = `parallel --version 2>/dev/null </dev/null` // '';
	skip 'no GNU parallel here', 2 unless $version =~ /^GNU parallel/;
	my @asked = qw(pl-stats -M all -b owner --as-of 2025-12-31);
	spew('each.sh', 'parallel --will-cite -k pl-stats --partial -M all -b owner --as-of 2025-12-31 ' .
	    '::: many/*.csv | pl-stats --merge');
	is_deeply([run(undef, 'sh', 'each.sh')], [run(undef, @asked, @kept)], 'GNU parallel, a file a job');
	spew('part.sh', 'parallel --will-cite --pipepart -a all.csv --header : --block 64k ' .
	    'pl-stats --partial -M all -b owner --as-of 2025-12-31 - | pl-stats --merge');
	is_deeply([run(undef, 'sh', 'part.sh')], [run(undef, @asked, 'all.csv')], 'GNU parallel, blocks of a file');
}

chdir '/';
done_testing();
