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
    created_month created_quarter closed_month closed_quarter close_date_month closed_week);

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
	    $workspace->{has}{$field} || $field =~ /^(status|size|category)$/
	    || $field =~ /^closed$/ } @by;
	$run{by} = [ map { Random::one_of(@can) } 1 .. 1 + Random::chance(15) ]
	    if Random::chance(60);
	my @where = grep { $workspace->{has}{$_} } qw(owner account pipeline Region);
	$run{where} = [ Random::one_of(@where), Random::one_of('ana', 'acme', 'Sales', 'North', '') ]
	    if @where && Random::chance(15);
	$run{lifespan} = 25000 if Random::chance(20);
	return %run;
}

sub options_of {
	my (%run) = @_;
	return ('--as-of', $run{as_of}, $run{from} ? ('-P', "$run{from}..$run{to}") : (),
	    $run{every} ? ('--every', $run{every}) : (), $run{by} ? ('-b', join ',', @{$run{by}}) : (),
	    $run{where} ? ('-w', "$run{where}[0]=$run{where}[1]") : (),
	    $run{lifespan} ? ('--lifespan', '2.5') : ());
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
	my $workspace = Oracle::load("$dir/deals.csv", "$dir/stages.csv");
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

done_testing();
