#!/usr/bin/perl
# An independent reading of measures.md, "pl-diff", and of format.md, "rates.csv":
#
#	diff.pl --as-of DATE [-P FROM..TO] [-w FIELD=VALUE] [--rates FILE]
#	    [--currency CODE] OLD NEW STAGES
#	diff.pl --as-of DATE ... --since DATE FILE STAGES
#
# prints what pl-diff prints as CSV. The file as it stood is read by stats.pl.
#
# Where the text leaves something open, "Reading:" says how it is read.
package Diff;

use strict;
use warnings;

use Cwd 'abs_path';
use File::Basename 'dirname';

require(dirname(abs_path(__FILE__)) . '/stats.pl');

our @lines = qw(opening new reopened grown shrunk pulled_in pushed_out won lost removed closing);
my %decimals = (JPY => 0);

# How many decimals money of CURRENCY is shown and rounded with.
sub decimals { return $decimals{$_[0]} // 2 }

#
# Rates.
#

sub read_rates {
	my ($path, $house) = @_;
	my (undef, @rows) = Oracle::rows($path);
	my %to = map { uc $_->{to} => 1 } @rows;
	$house = (keys %to)[0] // '' if $house eq '';
	return { rows => \@rows, house => $house, apart => {} };
}

# AMOUNT of CURRENCY on DAY; undef: there is no rate.
sub convert {
	my ($rates, $currency, $day, $amount) = @_;
	my $best;
	for my $row (@{$rates->{rows}}) {
		my $direct = uc $row->{from} eq $currency && uc $row->{to} eq $rates->{house};
		my $other = uc $row->{to} eq $currency && uc $row->{from} eq $rates->{house};
		next if !$direct && !$other || $row->{date} gt $day;
		# Reading: of one day the direct rate, and of two such the later row.
		next if $best && ($best->{date} gt $row->{date} ||
		    $best->{date} eq $row->{date} && $best->{direct} && !$direct);
		my ($whole, $rest) = $row->{rate} =~ /^(\d*)\.?(\d*)$/;
		my @rate = ($whole . $rest, '1' . '0' x length $rest);
		$best = { date => $row->{date}, direct => $direct,
		    rate => $direct ? \@rate : [ reverse @rate ] };
	}
	return undef if !$best;
	my $unit = 10 ** (4 - decimals($rates->{house}));
	return Oracle::quotient(Oracle::product($amount, $best->{rate}[0]),
	    Oracle::product($best->{rate}[1], $unit), 0) * $unit;
}

# Both looks in the house currency, "on NEW's day". Reading: that of the deal: the
# day it was closed, else the as-of day.
sub converted {
	my ($rates, $as_of, @looks) = @_;
	my $new = $looks[1];
	my $day = $new && $new->{closed} ne '' ? $new->{closed} : $as_of;
	my @out;
	for my $look (@looks) {
		my $from = $look ? $look->{currency} : '';
		if ($from eq '' || $from eq $rates->{house} || $rates->{apart}{$from}) {
			push @out, $look;
			next;
		}
		my $amount = convert($rates, $from, $day, $look->{amount});
		$rates->{apart}{$from} = 1 if !defined $amount;
		push @out, { %$look, amount => $amount, currency => $rates->{house} };
	}
	return @out;
}

#
# Looks.
#

# The deal at the end of DAY, undef where it is not there.
sub look {
	my ($run, $deal, $stages, $day) = @_;
	my $view = $deal && Oracle::view($deal, $stages, $day);
	return undef if !$view;
	return { passes => Oracle::passes($run, $view), kind => $view->{kind},
	    expected => $view->{close_date} // '', closed => $view->{closed} // '',
	    amount => $view->{amount} // 0, currency => uc($view->{currency} // '') };
}

# "of deals expected in P (by close_date while open ...); without P all"
sub within {
	my ($run, $day) = @_;
	return 1 if !defined $run->{from};
	return $day ne '' && $day ge $run->{from} && $day le $run->{to};
}

sub stands {
	my ($run, $look) = @_;
	return $look && $look->{passes} && $look->{kind} eq 'open' && within($run, $look->{expected});
}

# Won or lost within P, and not before the old look. Reading: what was closed then in
# the same way counts again if it closed on a later day.
sub came_and_went {
	my ($run, $old, $new) = @_;
	return 0 if !$new || !$new->{passes} || $new->{kind} eq 'open'
	    || !within($run, $new->{closed});
	return 1 if !$old || $old->{kind} ne $new->{kind};
	return $old->{closed} ne '' && $old->{closed} lt $new->{closed};
}

# The bookings of one deal: [line, currency, amount].
sub bookings {
	my ($run, $old, $new) = @_;
	my ($before, $after) = (stands($run, $old), stands($run, $new));
	my @out;
	my $book = sub { my ($line, $look, $amount) = @_;
	    push @out, [ $line, $look->{currency}, $amount // $look->{amount} ] };

	$book->('opening', $old) if $before;
	$book->('closing', $new) if $after;
	my $seen = $old && $old->{passes};
	# "A currency that changed: removed in one, new in the other"
	my $other = $seen && $new && $new->{passes} && $old->{currency} ne $new->{currency};
	if ($before && !$other) {
		my $difference = $new ? $new->{amount} - $old->{amount} : 0;
		my $won = $new && $new->{passes} && $new->{kind} eq 'won';
		if ($after || $won) {
			$book->('grown', $new, $difference) if $difference > 0;
			$book->('shrunk', $new, -$difference) if $difference < 0;
		}
		if (!$new || !$new->{passes}) {
			$book->('removed', $old);
		} elsif ($won) {
			$book->('won', $new);
		} elsif ($new->{kind} eq 'lost') {
			$book->('lost', $old);
		} elsif (!$after) {
			$book->('pushed_out', $old);
		}
		return @out;
	}
	$book->('removed', $old) if $before;
	my $gone = came_and_went($run, $old, $new);
	if ($after || $gone) {
		$book->(!$seen || $other ? 'new' : $old->{kind} eq 'open' ? 'pulled_in' : 'reopened', $new);
	}
	$book->($new->{kind}, $new) if $gone;
	return @out;
}

# RUN has as_of, old and new (or one and since), and may have from, to, where, rates,
# currency. Returns the CSV text.
sub run {
	my (%run) = @_;
	my @pairs;

	if (defined $run{since}) {
		my $stages = $run{one}{stages};
		@pairs = map { [ look(\%run, $_, $stages, $run{since}),
		    look(\%run, $_, $stages, $run{as_of}) ] } @{$run{one}{deals}};
	} else {
		my %old = map { $_->{cell}{id} => $_ } @{$run{old}{deals}};
		my %new = map { $_->{cell}{id} => $_ } @{$run{new}{deals}};
		@pairs = map { [ look(\%run, $old{$_}, $run{old}{stages}, $run{as_of}),
		    look(\%run, $new{$_}, $run{new}{stages}, $run{as_of}) ] }
		    keys %{{ %old, %new }};
	}
	my $house = $run{currency} // '';
	if (defined $run{rates}) {
		my $rates = read_rates($run{rates}, $house);
		$house = $rates->{house};
		converted($rates, $run{as_of}, @$_) for @pairs;	# who lacks a rate
		@pairs = map { [ converted($rates, $run{as_of}, @$_) ] } @pairs;
	}
	my (%deals, %amounts);
	for my $pair (@pairs) {
		$_->{currency} ||= $house for grep { $_ } @$pair;
		for my $booking (bookings(\%run, @$pair)) {
			my ($line, $currency, $amount) = @$booking;
			$deals{$currency}{$line}++;
			$amounts{$currency}{$line} += $amount;
		}
	}
	my @currencies = sort { ($a eq '') <=> ($b eq '') || $a cmp $b } keys %deals;
	my @out = join ',', @currencies > 1 ? 'currency' : (), qw(line deals amount);
	for my $currency (@currencies ? @currencies : $house) {
		push @out, join ',', @currencies > 1 ? $currency : (), $_, $deals{$currency}{$_} // 0,
		    Oracle::quotient($amounts{$currency}{$_} // 0, 10000, decimals($currency)) for @lines;
	}
	return join '', map { "$_\n" } @out;
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
		} elsif ($option eq '-w') {
			$run{where} = [ split /=/, $value, 2 ];
		} elsif ($option =~ /^--(since|rates|currency)$/) {
			$run{$1} = $value;
		} else {
			die "diff.pl: no option $option\n";
		}
	}
	@words == (defined $run{since} ? 2 : 3) && defined $run{as_of}
	    or die "usage: diff.pl --as-of DATE [-P FROM..TO] [-w FIELD=VALUE] [--rates FILE] " .
	    "[--currency CODE] OLD NEW STAGES, or --since DATE FILE STAGES\n";
	my $stages = pop @words;
	@run{defined $run{since} ? 'one' : qw(old new)} = map { Oracle::load($_, $stages) } @words;
	print run(%run);
}

main(@ARGV) unless caller;

1;
