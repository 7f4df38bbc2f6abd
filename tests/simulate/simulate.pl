#!/usr/bin/perl
# A made-up sales pipeline with full histories, to try a forecast on:
#
#	simulate.pl SEED [deals=COUNT] [regime=DAY] [until=DAY] >deals.csv
#
# Deals arrive over three years from 2023-01-01, 6,000 of them by default, go
# through five stages in which they stay for exponential times (one deal in
# eight is slow, three times as long), and are won or lost; amounts are
# log-normal; close dates are expected too early and slip. All that happens is in
# the histories, on its day; nothing but the seed decides. From the day of regime
# on (0 is the first) win rates are half of what they were. until gives the same
# file as it stood at the end of that day.
use strict;
use warnings;

my ($seed, %asked) = @ARGV ? ($ARGV[0], map { split /=/, $_, 2 } @ARGV[1 .. $#ARGV]) : ();
die "usage: simulate.pl SEED [deals=COUNT] [regime=DAY] [until=DAY]\n" unless defined $seed;
my $deals = $asked{deals} // 6000;
my $regime = $asked{regime};

use constant DAYS => 1095;
use constant FIRST => 19358;	# 2023-01-01
my $until = $asked{until} // DAYS - 1;

# A generator of our own: perl's differs between systems.
my $state = ($seed * 2654435761 + 12345) % 4294967296;
sub draw {
	$state = ($state * 1664525 + 1013904223) % 4294967296;
	my $high = $state >> 8;
	$state = ($state * 1664525 + 1013904223) % 4294967296;
	return ($high * 256 + ($state >> 24) + 0.5) / 4294967296;
}
draw() for 1 .. 10;

sub normal { return sqrt(-2 * log draw()) * cos(6.283185307179586 * draw()) }
sub exponential { return -$_[0] * log draw() }

# Civil days, after Howard Hinnant.
sub iso {
	my $z = $_[0] + FIRST + 719468;
	my $era = int($z / 146097);
	my $doe = $z - $era * 146097;
	my $yoe = int(($doe - int($doe / 1460) + int($doe / 36524) - int($doe / 146096)) / 365);
	my $doy = $doe - (365 * $yoe + int($yoe / 4) - int($yoe / 100));
	my $mp = int((5 * $doy + 2) / 153);
	my $month = $mp < 10 ? $mp + 3 : $mp - 9;
	return sprintf '%04d-%02d-%02d', $yoe + $era * 400 + ($month <= 2), $month,
	    $doy - int((153 * $mp + 2) / 5) + 1;
}

# Stage, mean days in it, chance to go on; together a quarter is won.
my @stages = (['Prospecting', 12, 0.62], ['Qualification', 15, 0.70], ['Meeting', 18, 0.75],
    ['Proposal', 21, 0.84], ['Negotiation', 18, 0.88]);
my @owners = qw(ana boris lin mira);

print "id,name,owner,stage,amount,created,close_date,closed,history\n";
my @rows;
for my $n (1 .. $deals) {
	my $created = int(draw() * DAYS);
	my $amount = int(10000 * exp(normal()) + 0.5);
	my $slow = draw() < 1 / 8 ? 3 : 1;
	my $owner = $owners[int(draw() * @owners)];
	my $at = $created;
	my @log = ([$created, $stages[0][0]]);
	my ($closed, $end) = (undef, 'open');
	for my $k (0 .. $#stages) {
		my ($stage, $days, $on) = @{$stages[$k]};
		$at += 1 + int(exponential($days * $slow));
		last if $at >= DAYS;
		$on *= 0.5 ** 0.2 if defined $regime && $at >= $regime;
		if (draw() >= $on) {
			($closed, $end) = ($at, 'Lost');
		} elsif ($k == $#stages) {
			($closed, $end) = ($at, 'Won');
		}
		push @log, [$at, defined $closed ? $end : $stages[$k + 1][0]];
		last if defined $closed;
	}
	my $due = $created + 20 + int(exponential(60));
	push @log, [$created, 'close_date=' . iso($due)];
	# what is overdue, or nearly, is moved on
	my $last = $closed // DAYS;
	while ((my $day = $due - 3 + int(draw() * 10)) < $last) {
		$day = $created + 1 if $day <= $created;
		last if $day >= $last;
		$due = $day + 10 + int(exponential(35));
		push @log, [$day, 'close_date=' . iso($due)];
	}
	next if $created > $until;
	@log = grep { $_->[0] <= $until } sort { $a->[0] <=> $b->[0] } @log;
	my ($stage) = map { $_->[1] } grep { $_->[1] !~ /=/ } reverse @log;
	my ($expected) = map { $_->[1] =~ /=(.*)/ } grep { $_->[1] =~ /=/ } reverse @log;
	push @rows, [$created, join ',', sprintf('S-%05d', $n), "deal $n", $owner, $stage, $amount,
	    iso($created), $expected, defined $closed && $closed <= $until ? iso($closed) : '',
	    join ' > ', map { $_->[1] . '@' . iso($_->[0]) } @log];
}
print "$_->[1]\n" for sort { $a->[0] <=> $b->[0] || $a->[1] cmp $b->[1] } @rows;
