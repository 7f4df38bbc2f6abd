#!/usr/bin/perl
# pl-stats and another reading of measures.md (tests/oracle/stats.pl), on random
# workspaces, as of random days, with random options; then what must hold between
# the figures whatever they are.
#
# PL_SEED is the first workspace's seed, PL_ROUNDS how many there are.
use strict;
use warnings;

use Cwd 'abs_path';
use File::Basename 'dirname';
use File::Temp 'tempdir';
use Test::More;

my $tests = dirname(abs_path($0));
exec "$tests/run", '-v', "$tests/oracle.t" unless defined $ENV{PL_BIN};

require "$tests/oracle/stats.pl";
require "$tests/oracle/random.pl";

my $asan = $ENV{PL_BIN} =~ m{/asan/bin$};
my $seed = $ENV{PL_SEED} // 1;
my $rounds = $ENV{PL_ROUNDS} // ($asan ? 40 : 200);
my $dir = tempdir(CLEANUP => 1);
my @keys = do { no warnings "once"; @Oracle::metrics };

# Where no file has them all: what is grouped by must be a column.
my @by = qw(owner pipeline stage status account source product lost_reason Region category size
    created_month created_quarter closed_month closed_quarter close_date_month closed_week
    activity activity);

sub pl_stats {
	my (@options) = @_;
	open my $out, '-|', 'sh', '-c', 'exec "$@" 2>&1', 'sh', "$ENV{PL_BIN}/pl-stats", '-q',
	    '-M', join(',', @keys), '-o', 'csv', @options, "$dir/deals.csv"
	    or die "pl-stats: $!\n";
	local $/;
	my $text = <$out>;
	close $out or $text = "exit status " . ($? >> 8) . "\n" . ($text // '');
	return $text;
}

# As of a day, and all else as it may be asked for.
sub random_run {
	my ($workspace) = @_;
	my $as_of = Random::draw(800);
	my %run = (as_of => Random::iso($as_of));
	if (Random::chance(45)) {
		my $from = Random::draw(800);
		@run{qw(from to)} = (Random::iso($from), Random::iso($from + Random::draw(300)));
	}
	if (Random::chance(35)) {
		$run{every} = Random::one_of(qw(month quarter year));
		$run{every} = 'week' if $run{from} && Random::chance(30);
	}
	my @can = grep { my $field = $_; $field =~ s/_(week|month|quarter|year)$//;
	    $workspace->{has}{$field} || $field =~ /^(status|size|category|activity)$/
	    || $field =~ /^closed$/ } @by;
	$run{by} = [ map { Random::one_of(@can) } 1 .. 1 + Random::chance(15) ]
	    if Random::chance(60);
	my @where = grep { $workspace->{has}{$_} } qw(owner account pipeline Region);
	if (@where && Random::chance(30)) {
		my %values = (owner => 'ana', account => 'acme', pipeline => 'Sales', Region => 'North');
		my $field = Random::one_of(@where);
		$run{where} = [ $field, Random::chance(15) ? '' : $values{$field} ];
	}
	$run{lifespan} = 25000 if Random::chance(20);
	$run{intervals} = 1 if Random::chance(20);
	return %run;
}

sub options_of {
	my (%run) = @_;
	return ('--as-of', $run{as_of}, $run{from} ? ('-P', "$run{from}..$run{to}") : (),
	    $run{every} ? ('--every', $run{every}) : (), $run{by} ? ('-b', join ',', @{$run{by}}) : (),
	    $run{where} ? ('-w', "$run{where}[0]=$run{where}[1]") : (),
	    $run{lifespan} ? ('--lifespan', '2.5') : (), $run{intervals} ? '--intervals' : ());
}

# The first lines that differ, cell by cell.
sub difference {
	my ($want, $have) = @_;
	my @want = split /\n/, $want;
	my @have = split /\n/, $have;
	for my $i (0 .. (@want > @have ? $#want : $#have)) {
		my ($x, $y) = ($want[$i] // '(none)', $have[$i] // '(none)');
		next if $x eq $y;
		my @x = split /,/, $x, -1;
		my @y = split /,/, $y, -1;
		my @names = split /,/, $want[0];
		my @cells = @x == @y && @x == @names
		    ? map { "$names[$_]: expected '$x[$_]', got '$y[$_]'" }
		    grep { $x[$_] ne $y[$_] } 0 .. $#x : ();
		return "line " . ($i + 1) . ":\n$x\n$y\n" . join "\n", @cells;
	}
	return 'nothing';
}

note "seed $seed (set PL_SEED to have the same again)";

my @failed;
my $compared = 0;
for my $round ($seed .. $seed + $rounds - 1) {
	Random::workspace($round, $dir);
	my $workspace = Oracle::load("$dir/deals.csv", "$dir/stages.csv", "$dir/activities.csv");
	for (1 .. 3) {
		my %run = random_run($workspace);
		my @options = options_of(%run);
		my $want = Oracle::run($workspace, %run);
		my $have = pl_stats(@options);
		$compared++;
		next if $want eq $have;
		push @failed, $round;
		diag "workspace $round: pl-stats @options: ", difference($want, $have) if @failed <= 5;
	}
}
ok(!@failed, "pl-stats says what measures.md says, $compared times from seed $seed on");
diag "workspaces (tests/oracle/random.pl SEED DIRECTORY): @failed" if @failed;

#
# What must hold whatever the figures are.
#

# The rows of a CSV whose cells have no quotes, as hashes.
sub parsed {
	my ($header, @lines) = split /\n/, $_[0];
	my @names = split /,/, $header;
	return map { my %row; @row{@names} = split /,/, $_, -1; \%row } @lines;
}

# Money as whole cents, so that sums are exact; blank is nothing.
sub cents {
	my ($text) = @_;
	$text =~ s/\.//;
	return $text eq '' ? 0 : $text;
}

my @sums = qw(deals leads open pipeline won won_amount lost lost_amount advanced cost);
my (%broken, %looked_at);
for my $round ($seed .. $seed + ($asan ? 10 : 40) - 1) {
	Random::workspace($round, $dir);
	my $workspace = Oracle::load("$dir/deals.csv", "$dir/stages.csv", "$dir/activities.csv");
	my @as_of = ('--as-of', Random::iso(200 + Random::draw(600)));
	my @all = parsed(pl_stats(@as_of));

	for my $by (grep { $workspace->{has}{$_} } qw(owner stage account pipeline)) {
		my @groups = parsed(pl_stats(@as_of, '-b', $by) =~ s/"[^"]*"/quoted/gr);
		for my $key (@sums) {
			# amounts below a cent are rounded once in every row
			my $slack = $key =~ /pipeline|amount|cost/ ? @groups + @all : 0;
			my $difference = Oracle::sum(map { cents($_->{$key}) } @groups)
			    - Oracle::sum(map { cents($_->{$key}) } @all);
			$looked_at{groups}++;
			push @{$broken{groups}}, "$round: $key by $by" if abs $difference > $slack;
		}
	}
	# what was done, and what it is credited with, adds up over the types
	my @types = parsed(pl_stats(@as_of, '-b', 'activity') =~ s/"[^"]*"/quoted/gr);
	for my $pair ([ 'activities', 'activities' ], [ 'credited', 'won_amount' ]) {
		my ($part, $whole) = @$pair;
		my $difference = Oracle::sum(map { cents($_->{$part}) } @types)
		    - Oracle::sum(map { cents($_->{$whole}) } @all);
		$looked_at{types}++;
		push @{$broken{types}}, "$round: $part" if abs $difference >
		    ($part eq 'credited' ? @types + @all : 0);
	}
	for my $row (@all) {
		$looked_at{deals}++;
		push @{$broken{deals}}, $round if $row->{open} + $row->{won} + $row->{lost} != $row->{deals};
	}
	my @months = parsed(pl_stats(@as_of, '--every', 'month'));
	for (1 .. 3) {
		last if !@months;
		my $month = Random::one_of(@months);
		for my $row (parsed(pl_stats(@as_of, '-P', $month->{period}))) {
			# one currency alone has no column for it: one of them is meant
			my @same = grep { $_->{period} eq $month->{period} &&
			    ($_->{currency} // $row->{currency} // '') eq ($row->{currency} // $_->{currency} // '') }
			    @months;
			$looked_at{every}++;
			push @{$broken{every}}, "$round: $month->{period}" if !grep {
				my $same = $_;
				!grep { $same->{$_} ne $row->{$_} } @keys;
			} @same;
		}
	}
}
my %names = (types => 'activities, and the money they are credited with, add up over types',
    groups => 'counts and sums of the groups are those of all',
    deals => 'open + won + lost = deals where no period is given',
    every => 'a row of --every is that of the same -P');
for my $what (sort keys %names) {
	ok(!$broken{$what}, "$names{$what} ($looked_at{$what} times)")
	    or diag join "\n", @{$broken{$what}};
}

#
# The worked examples of measures.md.
#

sub write_deals {
	unlink "$dir/activities.csv";
	Random::write_file("$dir/deals.csv", join '', map { "$_\n" } @_);
	Random::write_file("$dir/stages.csv", "pipeline,stage,kind,probability,category,aliases\n" .
	    ",Lead,open,10,,\n,Demo,open,20,,\n,Proposal,open,60,,\n,Won,won,100,,\n,Lost,lost,0,,\n");
}

# Both readings give these figures on DATE.
sub come_to {
	my ($name, $as_of, %expected) = @_;
	my ($have) = parsed(pl_stats('--as-of', $as_of));
	my ($want) = parsed(Oracle::run(Oracle::load("$dir/deals.csv", "$dir/stages.csv", "$dir/activities.csv"),
	    as_of => $as_of));
	is_deeply([ { map { $_ => $have->{$_} } keys %expected },
	    { map { $_ => $want->{$_} } keys %expected } ], [ \%expected, \%expected ], $name);
}

write_deals('stage,amount', 'Proposal,10000', 'Demo,5000');
come_to('10,000 x 60 % + 5,000 x 20 % = 7,000', '2026-01-01', weighted => '7000.00');

write_deals('stage,closed', map { "$_,2026-01-01" } qw(Won Won Won Lost));
come_to('3 of 4 won: 0.75, 3 to 1', '2026-01-01', win_rate => '0.750000', win_loss => '3.000000');

write_deals('stage,created,closed', ('Won,2026-01-01,2026-02-01') x 20, ('Lead,2026-01-01,') x 80);
come_to('20 of 100 leads: 0.20', '2026-03-01', leads => 100, conversion => '0.200000');

write_deals('stage,history', ('Demo,Lead@2026-01-01 > Demo@2026-01-02') x 50,
    ('Lead,Lead@2026-01-01') x 150);
come_to('50 of 200 moved forward', '2026-03-01', deals => 200, advanced => 50);

write_deals('stage,amount,created,closed', ('Lead,,2026-01-01,') x 40,
    'Won,5000,2026-01-01,2026-02-20', 'Won,45000,2026-01-01,2026-02-10',
    'Won,18000,2026-01-01,2026-03-02', ('Won,17280,2026-01-01,2026-02-20') x 25,
    ('Lost,,2026-01-01,2026-02-01') x 84);
come_to('500,000 / 28 = 17,857.14; 40 x 17,857.14 x 0.25 / 50 = 3,571.43', '2026-04-01',
    won => 28, won_amount => '500000.00', avg_deal => '17857.14', open => 40,
    win_rate => '0.250000', cycle => '50.00', velocity => '3571.43', median_cycle => '50.00');

# two accounts, six purchases each in two years, of 2,000 each
write_deals('stage,amount,account,closed', map { my $account = $_; map { "Won,2000,$account,$_" }
    qw(2024-01-01 2024-06-01 2024-11-01 2025-03-01 2025-08-01 2025-12-31) } qw(Acme Beta));
come_to('2,000 x 3 a year x 2 years = 12,000', '2025-12-31', clv => '12000.00', customers => 2,
    repeat_rate => '0.833333');

# an even split to the cent: 100 / 3 and 0.05 / 2, the first takes what is over
write_deals('id,stage,amount,closed', '1,Won,100,2026-01-09', '2,Won,0.05,2026-01-09',
    '3,Won,7,2026-01-09', '4,Lost,9,2026-01-09');
Random::write_file("$dir/activities.csv", join '', map { "$_\n" } 'deal,done,type',
    '1,2026-01-01,call', '1,2026-01-02,demo', '1,2026-01-03,Call', '2,2026-01-03,demo',
    '2,2026-01-02,call', '4,2026-01-02,call', '1,2026-01-10,late');
for my $reading (pl_stats('--as-of', '2026-01-09', '-b', 'activity'),
    Oracle::run(Oracle::load("$dir/deals.csv", "$dir/stages.csv", "$dir/activities.csv"),
    as_of => '2026-01-09', by => [ 'activity' ])) {
	is_deeply([ map { "$_->{activity} $_->{activities} $_->{credited} $_->{lift}" } parsed($reading) ],
	    [ 'call 4 66.70 0.666667', 'demo 2 33.35 2.000000', ' 0 7.00 1.500000' ],
	    'largest remainder, lift, and the deals without any');
}

done_testing();
