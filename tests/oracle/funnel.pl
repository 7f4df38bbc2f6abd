#!/usr/bin/perl
# An independent reading of measures.md, "pl-funnel":
#
#	funnel.pl --as-of DATE [-P FROM..TO] [-b FIELD,FIELD] [-w FIELD=VALUE]
#	    DEALS STAGES
#
# prints what pl-funnel prints as CSV. The file as it stood is read by stats.pl.
# Slow and plain; quantiles and shares are fractions of whole numbers.
#
# Where the text leaves something open, "Reading:" says how it is read.
package Funnel;

use strict;
use warnings;

use Cwd 'abs_path';
use File::Basename 'dirname';
use Math::BigInt;

require(dirname(abs_path(__FILE__)) . '/stats.pl');

my @columns = qw(pipeline stage reached to_next to_next_low to_next_high overall lost here skipped
    mean_days median_days p90_days drag bottleneck);

# The workspace of stats.pl, with the limits of its stages.
sub load {
	my ($deals, $stages) = @_;
	my $workspace = Oracle::load($deals, $stages);
	my (undef, @rows) = Oracle::rows($stages);
	$workspace->{limits}{$_->{pipeline}}{$_->{stage}} = $_->{max_days} // '' for @rows;
	return $workspace;
}

# "the open stages and the first won one". Reading: the won one is the last,
# wherever the file has it.
sub passed {
	my ($stages, $pipeline) = @_;
	my @mine = grep { $_->{pipeline} eq $pipeline } @{$stages->{all}};
	my ($won) = grep { $_->{kind} eq 'won' } @mine;
	return ((grep { $_->{kind} eq 'open' } @mine), $won ? $won : ());
}

sub place {
	my ($stage, @passed) = @_;
	for my $i (0 .. $#passed) {
		return $i if $passed[$i] == $stage;
	}
	return -1;
}

# The stages the history shows by T, in order, with their days.
sub entries {
	my ($view, $day) = @_;
	return grep { $_->{field} eq 'stage' && $_->{day} le $day } @{$view->{deal}{log}};
}

sub has_history { return scalar grep { $_->{field} eq 'stage' } @{$_[0]{deal}{log}} }

# Where it got to: -1 where nothing tells.
sub furthest {
	my ($view, $day, @passed) = @_;
	return $#passed if $view->{kind} eq 'won';	# "a won deal has reached all"
	my $furthest = -1;
	for my $stage ($view->{stage}, map { $_->{stage} } entries($view, $day)) {
		my $place = place($stage, @passed);
		$furthest = $place if $place > $furthest;
	}
	return $furthest;
}

# Visits: [stage, days, running, amount].
sub visits {
	my ($view, $day) = @_;
	my @visits;
	for my $entry (entries($view, $day)) {
		# entered once more while in it: still the same visit
		next if @visits && $visits[-1][0] == $entry->{stage};
		$visits[-1][2] = $entry->{day} if @visits;
		push @visits, [ $entry->{stage}, $entry->{day}, undef ];
	}
	# Reading: where there is no history, stage_since tells of the last visit.
	my $since = $view->{deal}{cell}{stage_since} // '';
	@visits = [ $view->{deal}{stage}, $since, undef ] if !has_history($view) && $since ne ''
	    && $since le $day && $view->{stage} == $view->{deal}{stage};

	# Reading: a deal won or lost by its status, in a stage that is an open one, left
	# it when it closed; where that day is not known, neither is the visit's end.
	if (@visits && $visits[-1][0]{kind} eq 'open' && $view->{kind} ne 'open') {
		if ($view->{closed} eq '') {
			pop @visits;
		} else {
			$visits[-1][2] = Oracle::greatest($view->{closed}, $visits[-1][1]);
		}
	}
	return map { [ $_->[0], Oracle::days($_->[1], $_->[2] // $day), !defined $_->[2],
	    $view->{amount} ] } @visits;
}

# The smallest t with S(t) <= 1 - TENTHS / 10; undef.
sub kaplan_meier {
	my ($tenths, @visits) = @_;
	my ($top, $bottom) = (Math::BigInt->new(1), Math::BigInt->new(1));
	my %days = map { $_->[1] => 1 } @visits;
	for my $t (sort { $a <=> $b } keys %days) {
		# censored on the same day are still at risk
		my $at_risk = grep { $_->[1] >= $t } @visits;
		my $events = grep { $_->[1] == $t && !$_->[2] } @visits;
		$top->bmul($at_risk - $events);
		$bottom->bmul($at_risk);
		return $t if $events && ($top * 10)->bcmp($bottom * (10 - $tenths)) <= 0;
	}
	return undef;
}

# Twice the days a deal may stay; undef: as long as it likes.
sub twice_limit {
	my ($limit, @visits) = @_;
	return undef if $limit eq 'never';
	return 2 * $limit if $limit ne '';
	my $median = kaplan_meier(5, @visits);
	return 2 * $median if defined $median;
	my @ended = sort { $a <=> $b } map { $_->[1] } grep { !$_->[2] } @visits;
	return @ended ? $ended[$#ended / 2] + $ended[@ended / 2] : undef;
}

# amount x days over the limit; MEAN is [sum, count] of the amounts there are.
sub drag {
	my ($limit, $mean, @visits) = @_;
	my $twice = twice_limit($limit, @visits);
	my $drag = Math::BigInt->new(0);
	return $drag if !defined $twice;
	for my $visit (@visits) {
		my $over = 2 * $visit->[1] - $twice;
		next if $over <= 0;
		my ($sum, $count) = @$mean;
		$drag->badd(Oracle::product($over, $count == 0 ? 1
		    : defined $visit->[3] ? $visit->[3] * $count : $sum));
	}
	return $drag;
}

# Wilson's bounds of K in N.
sub wilson {
	my ($k, $n) = @_;
	return ('', '') if $n == 0;
	my $z = 1.959964;
	my $p = $k / $n;
	my $middle = $p + $z ** 2 / (2 * $n);
	my $half = $z * sqrt($p * (1 - $p) / $n + $z ** 2 / (4 * $n ** 2));
	my ($low, $high) = map { $_ / (1 + $z ** 2 / $n) } $middle - $half, $middle + $half;
	return (sprintf('%.6f', $k == 0 ? 0 : $low), sprintf('%.6f', $k == $n ? 1 : $high));
}

# The rows of one pipeline: hashes by column.
sub rows {
	my ($workspace, $pipeline, $day, @views) = @_;
	my @passed = passed($workspace->{stages}, $pipeline);
	my @place = map { furthest($_, $day, @passed) } @views;
	my @visits = map { [ visits($_, $day) ] } @views;
	my @amounts = grep { defined } map { $_->{amount} } @views;
	my $mean = [ Oracle::sum(@amounts), scalar @amounts ];
	my $with = sub { my ($kind, $k) = @_;
	    scalar grep { $place[$_] == $k && $views[$_]{kind} eq $kind } 0 .. $#views };
	my @rows;

	for my $k (0 .. $#passed) {
		my $stage = $passed[$k];
		my @mine = grep { $_->[0] == $stage } map { @$_ } @visits;
		my @ended = grep { !$_->[2] } @mine;
		my @there = grep { $place[$_] >= $k } 0 .. $#views;
		my $further = grep { $_ > $k } @place;
		my %row = map { $_ => '' } @columns;
		$row{stage} = $stage->{name};
		$row{reached} = @there;
		if ($k < $#passed) {
			$row{to_next} = Oracle::quotient($further, scalar @there, 6);
			@row{qw(to_next_low to_next_high)} = wilson($further, scalar @there);
		}
		$row{overall} = Oracle::quotient(scalar @there, scalar(grep { $_ >= 0 } @place), 6);
		$row{lost} = $with->('lost', $k);
		$row{here} = $with->('open', $k);
		# Reading: a deal without a history shows no stage and skipped none.
		$row{skipped} = grep { my $view = $views[$_];
		    has_history($view) && !grep { $_->{stage} == $stage } entries($view, $day) } @there
		    if grep { has_history($_) } @views;
		$row{mean_days} = Oracle::quotient(Oracle::sum(map { $_->[1] } @ended), scalar @ended, 2);
		for my $q ([ 'median_days', 5 ], [ 'p90_days', 9 ]) {
			my $days = kaplan_meier($q->[1], @mine);
			$row{$q->[0]} = "$days.00" if defined $days;
		}
		# Reading: of the pipeline's own open stages, and with its own mean, so
		# that -p PIPELINE says the same.
		$row{drag} = $stage->{kind} eq 'open'
		    ? drag($workspace->{limits}{$pipeline}{$stage->{name}}, $mean, @mine) : '';
		push @rows, \%row;
	}
	my $all = Math::BigInt->new(0);
	$all->badd($_->{drag}) for grep { $_->{drag} ne '' } @rows;
	my ($worst) = sort { $b->{drag}->bcmp($a->{drag}) }
	    grep { $_->{drag} ne '' && $_->{drag}->is_pos && !$_->{drag}->is_zero } @rows;
	$worst->{bottleneck} = 'yes' if $worst;
	# Reading: amounts below zero may leave nothing to divide by.
	$_->{drag} = $all->is_pos && !$all->is_zero ? Oracle::quotient($_->{drag}, $all, 6) : ''
	    for grep { $_->{drag} ne '' } @rows;

	my $unknown = grep { $_ < 0 } @place;
	push @rows, { (map { $_ => '' } @columns), stage => 'unknown', reached => $unknown,
	    lost => $with->('lost', -1), here => $with->('open', -1) } if $unknown;
	$_->{pipeline} = $pipeline for @rows;
	return @rows;
}

sub pipeline_of {
	my ($view, $stages) = @_;
	return $view->{stage}{pipeline} if $view->{stage}{name} ne '';
	my $pipeline = $view->{pipeline} // '';
	# Reading: one that is none of the pipelines is the first
	return (grep { $_->{pipeline} eq $pipeline } @{$stages->{all}}) ? $pipeline : $stages->{first};
}

# RUN has as_of and may have from, to, by, where. Returns the CSV text.
sub run {
	my ($workspace, %run) = @_;
	my $stages = $workspace->{stages};
	my @by = @{$run{by} || []};
	my %of;

	for my $deal (@{$workspace->{deals}}) {
		my $view = Oracle::view($deal, $stages, $run{as_of});
		next if !$view || !Oracle::passes(\%run, $view);
		my $created = $view->{created} // '';
		next if $created eq '' || $created lt ($run{from} // '') ||
		    $created gt ($run{to} // $run{as_of});
		my $key = join "\0", uc($view->{currency} // ''),
		    map { Oracle::group_text($view, $_) } @by;
		push @{$of{$key}{pipeline_of($view, $stages)}}, $view;
	}
	my @keys = sort {
		my @x = split /\0/, $a, -1;
		my @y = split /\0/, $b, -1;
		my $order = 0;
		$order ||= Oracle::group_order($stages, ('currency', @by)[$_], $x[$_] // '', $y[$_] // '')
		    for 0 .. @by;
		$order;
	} keys %of;
	my %currencies = map { my ($currency) = /^([^\0]*)/; ($currency => 1) } @keys;
	my $several = keys %currencies > 1;
	my (%seen, @lines);
	my @pipelines = grep { !$seen{$_}++ } map { $_->{pipeline} } @{$stages->{all}};

	push @lines, join ',', $several ? 'currency' : (), @by, @columns;
	for my $key (@keys) {
		my ($currency, @values) = $key eq '' ? ('', map { '' } @by) : split /\0/, $key, -1;
		@values = map { $by[$_] eq 'size' && $values[$_] ne '' ? "$values[$_].00" : $values[$_] }
		    0 .. $#by;
		for my $pipeline (grep { $of{$key}{$_} } @pipelines) {
			push @lines, join ',', map { Oracle::cell($_) } $several ? $currency : (), @values,
			    @{$_}{@columns} for rows($workspace, $pipeline, $run{as_of},
			    @{$of{$key}{$pipeline}});
		}
	}
	return join '', map { "$_\n" } @lines;
}

sub main {
	my (@words) = @_;
	my %run;
	while (@words && $words[0] =~ /^-/) {
		my ($option, $value) = splice @words, 0, 2;
		if ($option eq '--as-of') {
			$run{as_of} = $value;
		} elsif ($option eq '-P') {
			@run{qw(from to)} = split /\.\./, $value;
		} elsif ($option eq '-b') {
			$run{by} = [ split /,/, $value ];
		} elsif ($option eq '-w') {
			$run{where} = [ split /=/, $value, 2 ];
		} else {
			die "funnel.pl: no option $option\n";
		}
	}
	@words == 2 && defined $run{as_of} or die "usage: funnel.pl --as-of DATE [-P FROM..TO] " .
	    "[-b FIELD,...] [-w FIELD=VALUE] DEALS STAGES\n";
	print run(load(@words), %run);
}

main(@ARGV) unless caller;

1;
