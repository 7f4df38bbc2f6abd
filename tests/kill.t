#!/usr/bin/perl
# Every command that writes a file is killed: in each of its system calls, before
# it, in the midst of it and behind it (tests/fault/fault.c), and at any moment. The
# file is then the old one or the new one, byte for byte; one file of the known
# name may lie beside it, and the next run takes it away.
#
# PL_KILLS=1000: how often each command, in calls chosen by PL_SEED, over all kinds
# of files and options; a tenth of that at any moment. "kill.t WORD" tests the
# command of that name alone.
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

my $why = preloads();
my $sanitized = $ENV{PL_BIN} =~ m{/asan/bin$};
my $kills = $ENV{PL_KILLS} || ($sanitized ? 12 : 60);
my $leftover = qr{(?:^|/)\.[^/]+\.pl-(?:tmp|old)$};

# One more run: whatever came before it, it takes the leftovers away.
sub again {
	my ($case, $now) = @_;
	my ($before, $after) = @$case{qw(before after)};
	my @wrong;
	# what a killed pl-init made is there, and it does not write over it
	my $there = $case->{makes} && grep { exists $after->{$_} && !m{/$} } keys %$now;

	unless ($case->{makes}) {	# from the old file, as at first
		my %start = map { $_ => $now->{$_} } grep { !exists $after->{$_} } keys %$now;
		put_back({ %start, %$before }, $now);
	}
	my ($status, $printed, $said) = run($case, '');
	my $then = files();
	my $expected = $there ? 2 : $case->{status};
	push @wrong, "the next run ends with $status: $said" if $status ne $expected;
	push @wrong, "the next run leaves $_" for grep { !exists $after->{$_} } keys %$then;
	push @wrong, "the next run writes another $_"
	    for grep { ($then->{$_} // '') ne $after->{$_} } $there ? () : keys %$after;
	put_back($before, $then);
	return @wrong;
}

# What is wrong with the directory, and with it after one more run; '' is nothing.
sub wrong {
	my ($case) = @_;
	my ($before, $after) = @$case{qw(before after)};
	my $now = files();
	my @wrong;

	for my $file (sort keys %$before) {
		if (!defined $now->{$file}) {
			push @wrong, "$file is gone";
		} elsif ($now->{$file} ne $before->{$file} && $now->{$file} ne $after->{$file}) {
			push @wrong, "$file is neither the old one nor the new one";
		}
	}
	my @left;
	for my $file (sort grep { !exists $before->{$_} } keys %$now) {
		if (exists $after->{$file}) {
			push @wrong, "$file is not whole" if $now->{$file} ne $after->{$file};
		} else {
			push @left, $file;
			push @wrong, "$file is left" if $file !~ $leftover;
		}
	}
	# where two names cannot be exchanged, a backup needs another one
	my $most = $case->{backup} && grep({ $_ eq 'link' } @{$case->{calls}}) ? 2 : 1;
	push @wrong, "@left are left" if @left > $most;
	return join '; ', @wrong, again($case, $now);
}

sub report {
	my ($name, @wrong) = @_;
	ok !@wrong, $name;
	diag $_ for @wrong[0 .. ($#wrong < 20 ? $#wrong : 20)];
}

# All the ways to be killed in a call.
sub ways {
	my ($case) = @_;
	my @ways;
	for my $i (0 .. $#{$case->{calls}}) {
		my $call = $case->{calls}[$i];
		# where no file changes, before it is as good as behind it
		my $quiet = $call =~ /^(f?stat|lseek|read|access|dup|readlink|getcwd|getxattr|ioctl|fcntl|sync)$/;
		push @ways, map { { case => $case, call => $call, at => $i + 1, how => $_ } }
		    $quiet ? 'kill' : $call =~ /^(write|copy)$/ ? qw(kill half killed) : qw(kill killed);
	}
	return @ways;
}

# Killed in calls of all of a command's cases.
sub at_calls {
	my ($name, @cases) = @_;
	my (@wrong, @ways);
	for my $case (@cases) {
		prepare($case);
		push @wrong, "$case->{name} does not work: $case->{err}" if !baseline($case);
		push @ways, ways($case);
		finish($case);
	}
	my $possible = @ways;
	@ways = chosen($kills, @ways);
	my $n = 0;
	for my $case (@cases) {
		my @its = grep { $_->{case} == $case } @ways or next;
		prepare($case);
		baseline($case);
		for my $way (@its) {
			my ($status) = run($case, "call:$way->{at}:$way->{how}");
			my $where = "$case->{name}: $way->{how} in $way->{call}, call $way->{at}";
			push @wrong, "$where: ends with $status" if $status ne 'signal 9';
			my $what = wrong($case);
			push @wrong, "$where: $what" if $what;
			$n++;
		}
		finish($case);
	}
	report("$name: killed in $n system calls of $possible", @wrong);
	fail "$name: there are only $possible ways to be killed" if $n < $kills && $kills <= 1000;
}

# At any moment of the time it takes.
sub at_random {
	my ($name, $case) = @_;
	prepare($case);
	delete $case->{number} if $why;
	if ($why) {
		($case->{status}) = run($case);
		$case->{after} = files();
		put_back($case->{before}, $case->{after});
	} else {
		baseline($case);
	}
	my $start = time;
	for (1 .. 3) {
		run({ %$case, number => undef });
		put_back($case->{before});
	}
	my $takes = (time - $start) / 3;
	my ($n, $came, @wrong) = (0, 0);
	my $much = $why ? $kills : int($kills / 10) || 1;
	while ($n < $much) {
		my $child = Fault::begin($case);
		sleep $takes * 1.2 * rand;
		kill KILL => $child;
		waitpid $child, 0;
		$n++;
		$came++ if $? & 127;
		my $what = wrong($case);
		push @wrong, "$case->{name}, at any moment, $n: $what" if $what;
	}
	finish($case);
	report("$name: killed $n times at any moment ($came of them in time)", @wrong);
}

my %cases;
push @{$cases{$_->{command}[0]}}, $_ for cases('kills');
for my $name (sort keys %cases) {
	next if @ARGV && !grep { $_ eq $name } @ARGV;
	my @own = @{$cases{$name}};
	if ($why) {
		SKIP: { skip "$name: preloading: $why", 1; }
	} else {
		at_calls($name, @own);
	}
	at_random($name, $own[0]);
}
# Those that write say so in their help; pl-init alone makes what was not there.
is join(' ', grep { !$cases{$_} } grep { $_ eq 'pl-init' ||
    `"$ENV{PL_BIN}/$_" --help` =~ /--backup/ } commands()), '', 'all that write are among them';
note seed();
chdir '/';
done_testing;
