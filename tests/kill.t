#!/usr/bin/perl
# A command that edits in place is killed: in each of its system calls, before it,
# in the midst of it and behind it (tests/fault/fault.c), and at any moment. The
# file is then the old one or the new one, byte for byte; one file of the known
# name may lie beside it, and the next run takes it away.
#
# PL_KILLS=1000: how often at any moment, of each command.
use strict;
use warnings;

use Cwd 'abs_path';
use File::Basename 'dirname';
use Test::More;
use Time::HiRes qw(sleep time);

my $tests;
BEGIN { $tests = dirname(abs_path($0)); }
BEGIN { exec "$tests/run", '-v', "$tests/kill.t" unless defined $ENV{PL_BIN}; }
use lib "$tests/fault";
use Fault;

my $sanitized = $ENV{PL_BIN} =~ m{/asan/bin$};
my $kills = $ENV{PL_KILLS} || ($sanitized ? 20 : 200);
my @cases = grep { $_->{writes} && $_->{command}[0] =~ /^pl-(move|add|set|rm)$/ &&
    $_->{command}[-1] eq 'deals.csv' } cases();

# What is wrong with the directory, and with it after one more run; '' is nothing.
sub wrong {
	my ($case) = @_;
	my ($before, $after) = @$case{qw(before after)};
	my $now = files();
	my @left = sort grep { !exists $before->{$_} } keys %$now;
	my $deals = $now->{'deals.csv'} // return 'deals.csv is gone';
	my @wrong;

	push @wrong, 'deals.csv is neither the old one nor the new one'
	    if $deals ne $before->{'deals.csv'} && $deals ne $after->{'deals.csv'};
	# a backup, when it has its name, is whole
	my @backup = grep { $_ eq 'deals.csv~' } @left;
	@left = grep { $_ ne 'deals.csv~' } @left;
	push @wrong, 'the backup is not the old file'
	    if @backup && $now->{'deals.csv~'} ne $before->{'deals.csv'};
	push @wrong, "@left are left" if @left > ($case->{two} ? 2 : 1);
	push @wrong, "$_ is left" for grep { !/^\.deals\.csv\.pl-(tmp|old)$/ } @left;

	# whatever it comes to, it takes the leftovers away
	put_back({ %$now, 'deals.csv' => $before->{'deals.csv'} }, $now);
	unlink 'deals.csv~';
	my ($status, $out, $err) = run($case);
	$now = files();
	push @wrong, "the next run ends with $status: $err" if $status ne $case->{status};
	push @wrong, "the next run leaves $_" for grep { !exists $after->{$_} } keys %$now;
	push @wrong, "the next run writes another $_"
	    for grep { ($now->{$_} // '') ne $after->{$_} } keys %$after;
	put_back($before, $now);
	return join '; ', @wrong;
}

sub report {
	my ($name, $n, @wrong) = @_;
	ok !@wrong, "$name: killed $n times";
	diag $_ for @wrong[0 .. ($#wrong < 20 ? $#wrong : 20)];
}

# In each call.
sub at_calls {
	my ($case) = @_;
	my @calls = @{$case->{calls}};
	my ($n, @wrong) = (0);
	for my $i (0 .. $#calls) {
		# where no file changes, before it is as good as behind it
		my $quiet = $calls[$i] =~ /^(stat|fstat|lseek|read|access|dup|readlink)$/;
		for my $how ($quiet ? 'kill' : $calls[$i] =~ /^(write|copy)$/ ?
		    ('kill', 'half', 'killed') : ('kill', 'killed')) {
			my ($status) = run($case, 'call:' . ($i + 1) . ":$how");
			$n++;
			push @wrong, "$how in $calls[$i], call " . ($i + 1) . ": ends with $status"
			    if $status ne 'signal 9';
			my $what = wrong($case);
			push @wrong, "$how in $calls[$i], call " . ($i + 1) . ": $what" if $what;
		}
	}
	report("$case->{name}, in every system call", $n, @wrong);
}

# At any moment of the time it takes.
sub at_random {
	my ($case) = @_;
	my $start = time;
	for (1 .. 3) {
		run($case);
		put_back($case->{before});
	}
	my $takes = (time - $start) / 3;
	my ($n, $came, @wrong) = (0, 0);
	while ($n < $kills) {
		my $child = Fault::begin($case);
		sleep $takes * 1.2 * rand;
		kill KILL => $child;
		waitpid $child, 0;
		$n++;
		$came++ if $? & 127;
		my $what = wrong($case);
		push @wrong, "at random, $n: $what" if $what;
	}
	report("$case->{name}, at any moment ($came of them in time)", $n, @wrong);
}

my $why = preloads();
my %seen;
for my $case (@cases) {
	prepare($case);
	if (!$sanitized && baseline($case)) {
		$why ? skip_one($case) : at_calls($case);
	} elsif ($sanitized) {
		($case->{status}) = run($case);
		$case->{after} = files();
		put_back($case->{before}, $case->{after});
		skip_one($case);
	} else {
		fail "$case->{name}: works";
		next;
	}
	at_random($case) unless $seen{$case->{command}[0]}++;
}

sub skip_one {
	my ($case) = @_;
	SKIP: { skip "$case->{name}: preloading: $why", 1; }
}
chdir '/';
done_testing;
