#!/usr/bin/perl
# pl-funnel and another reading of measures.md (tests/oracle/funnel.pl), on random
# workspaces, as of random days; then what must hold between the figures.
#
# PL_SEED is the first workspace's seed, PL_ROUNDS how many there are.
use strict;
use warnings;

use Cwd 'abs_path';
use File::Basename 'dirname';
use File::Temp 'tempdir';
use Test::More;

my $tests = dirname(abs_path($0));
exec "$tests/run", '-v', "$tests/oracle-funnel.t" unless defined $ENV{PL_BIN};

require "$tests/oracle/funnel.pl";
require "$tests/oracle/random.pl";

my $asan = $ENV{PL_BIN} =~ m{/asan/bin$};
my $seed = $ENV{PL_SEED} // 1;
my $rounds = $ENV{PL_ROUNDS} // ($asan ? 30 : 100);
my $dir = tempdir(CLEANUP => 1);
my @by = qw(owner status account source product Region size created_quarter closed_month);

sub pl_funnel {
	my (@options) = @_;
	open my $out, '-|', 'sh', '-c', 'exec "$@" 2>&1', 'sh', "$ENV{PL_BIN}/pl-funnel", '-q', '-o',
	    'csv', @options, "$dir/deals.csv" or die "pl-funnel: $!\n";
	local $/;
	my $text = <$out>;
	close $out or $text = "exit status " . ($? >> 8) . "\n" . ($text // '');
	return $text;
}

# The workspace of SEED, some of whose stages have limits; in some the won stage
# stands before the open ones, or there is none.
sub workspace {
	my ($seed) = @_;
	Random::workspace($seed, $dir);
	my ($header, @rows) = Oracle::records("$dir/stages.csv");
	my $manner = Random::draw(12);
	@rows = sort { ($b->[2] eq 'won') <=> ($a->[2] eq 'won') } @rows if $manner == 0;
	@rows = grep { $_->[2] ne 'won' } @rows if $manner == 1;
	Random::write_file("$dir/stages.csv", join '', map { Random::record(@$_) }
	    [ @$header, 'max_days' ], map { [ @$_, Random::one_of('', '', 0, 10, 30, 45, 'never') ] } @rows);
	return Funnel::load("$dir/deals.csv", "$dir/stages.csv");
}

sub random_run {
	my ($workspace) = @_;
	my %run = (as_of => Random::iso(Random::draw(800)));
	if (Random::chance(35)) {
		my $from = Random::draw(700);
		@run{qw(from to)} = (Random::iso($from), Random::iso($from + Random::draw(400)));
	}
	my @can = grep { my $field = $_; $field =~ s/_(week|month|quarter|year)$//;
	    $workspace->{has}{$field} || $field =~ /^(status|size|closed)$/ } @by;
	$run{by} = [ Random::one_of(@can) ] if Random::chance(40);
	$run{where} = [ 'owner', 'ana' ] if $workspace->{has}{owner} && Random::chance(20);
	return %run;
}

sub options_of {
	my (%run) = @_;
	return ('--as-of', $run{as_of}, $run{from} ? ('-P', "$run{from}..$run{to}") : (),
	    $run{by} ? ('-b', join ',', @{$run{by}}) : (),
	    $run{where} ? ('-w', "$run{where}[0]=$run{where}[1]") : ());
}

# The first lines that differ, cell by cell.
sub difference {
	my ($want, $have) = @_;
	my @want = split /\n/, $want;
	my @have = split /\n/, $have;
	for my $i (0 .. (@want > @have ? $#want : $#have)) {
		my ($x, $y) = ($want[$i] // '(none)', $have[$i] // '(none)');
		return "line " . ($i + 1) . ":\n$want[0]\n$x\n$y" if $x ne $y;
	}
	return 'nothing';
}

# The rows as hashes.
sub parsed {
	my ($text) = @_;
	Random::write_file("$dir/out.csv", $text);
	my ($header, @rows) = Oracle::records("$dir/out.csv");
	return map { my %row; @row{@$header} = @$_; \%row } @rows;
}

note "seed $seed (set PL_SEED to have the same again)";

my (@failed, %broken);
my ($compared, $rows, $unknown) = (0, 0, 0);
for my $round ($seed .. $seed + $rounds - 1) {
	my $workspace = workspace($round);
	for (1 .. 2) {
		my %run = random_run($workspace);
		my @options = options_of(%run);
		my $want = Funnel::run($workspace, %run);
		my $have = pl_funnel(@options);
		$compared++;
		if ($want ne $have) {
			push @failed, $round;
			diag "workspace $round: pl-funnel @options: ", difference($want, $have)
			    if @failed <= 5;
		}
		my @rows = parsed($have);
		$rows += @rows;
		for my $i (0 .. $#rows) {
			my ($row, $next) = @rows[$i, $i + 1];
			if ($row->{stage} eq 'unknown') {
				$unknown++;
				push @{$broken{unknown}}, $round
				    if $row->{reached} != $row->{lost} + $row->{here};
			} elsif ($row->{to_next} ne '') {
				push @{$broken{reached}}, $round
				    if $row->{reached} != $row->{here} + $row->{lost} + $next->{reached};
			}
			push @{$broken{bottleneck}}, $round if $row->{bottleneck} ne '' && !$run{by}
			    && !exists $row->{currency} && grep { $_->{pipeline} eq $row->{pipeline}
			    && $_->{drag} ne '' && $row->{drag} ne '' && $_->{drag} > $row->{drag} } @rows;
		}
	}
}
ok(!@failed, "pl-funnel says what measures.md says, $compared times from seed $seed on");
diag "workspaces: @failed" if @failed;
my %names = (reached => 'reached(k) = here + lost + reached(k + 1)',
    unknown => 'those whose stage is unknown are here or lost',
    bottleneck => 'no stage drags more than the bottleneck');
for my $what (sort keys %names) {
	ok(!$broken{$what}, "$names{$what} ($rows rows)") or diag "workspaces: @{$broken{$what}}";
}
ok($unknown > 0, "there were unknown rows ($unknown)");

# What one pipeline comes to does not depend on the others, and the deals of all
# rows are the leads of pl-stats.
my ($alone, $leads) = ([], []);
for my $round ($seed .. $seed + int($rounds / 4) - 1) {
	my $workspace = workspace($round);
	my @options = ('--as-of', Random::iso(300 + Random::draw(500)));
	my @all = parsed(pl_funnel(@options));
	# a deal that is in no stage any more is of the pipeline its cell names
	for my $pipeline ($workspace->{has}{pipeline} ? qw(Sales Partners) : ()) {
		my @part = map { join ',', map { $_ // '' } @{$_}{qw(stage reached lost here skipped drag)} }
		    parsed(pl_funnel(@options, '-p', $pipeline));
		my @same = map { join ',', map { $_ // '' } @{$_}{qw(stage reached lost here skipped drag)} }
		    grep { $_->{pipeline} eq $pipeline } @all;
		push @$alone, "$round $pipeline" if "@part" ne "@same";
	}
	my $n = 0;
	my %begun;
	for my $row (@all) {
		my $whose = ($row->{currency} // '') . $row->{pipeline};
		$n += $row->{reached} if !$begun{$whose}++ || $row->{stage} eq 'unknown';
	}
	my $said = `'$ENV{PL_BIN}/pl-stats' -q -M leads -o csv -H @options '$dir/deals.csv'`;
	my $sum = 0;
	$sum += (split /,/)[-1] for split /\n/, $said;
	push @$leads, "$round: $n of $sum" if $n != $sum;
}
ok(!@$alone, '-p PIPELINE is what the whole has of it') or diag join "\n", @$alone;
ok(!@$leads, 'reached(first) and unknown are the leads of pl-stats') or diag join "\n", @$leads;

done_testing();
