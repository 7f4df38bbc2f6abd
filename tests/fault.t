#!/usr/bin/perl
# Each system call and each allocation of a command is made to fail in turn. Then
# the files are the old ones or the new ones, byte for byte; the exit status is 2,
# and a message says why, or all is as if nothing had happened; nothing is left
# behind. See tests/fault/fault.c.
#
# PL_FAULTS=all: every error of every call and every allocation; else a choice of
# them. "fault.t WORD" tests the commands that have it alone.
use strict;
use warnings;

use Cwd 'abs_path';
use File::Basename 'dirname';
use POSIX qw(:errno_h);
use Test::More;

my $tests;
BEGIN { $tests = dirname(abs_path($0)); }
BEGIN { exec "$tests/run", '-v', "$tests/fault.t" unless defined $ENV{PL_BIN}; }
use lib "$tests/fault";
use Fault;

my $why = preloads();
plan skip_all => "preloading: $why" if $why;
my $all = ($ENV{PL_FAULTS} // '') eq 'all';

# What may go wrong with a call.
my %errors = (
	open => [EIO, EMFILE, EINTR], create => [EIO, ENOSPC, EINTR],
	read => [EIO, EINTR, 'short'], write => [ENOSPC, EIO, EINTR, 'short'],
	copy => [EIO, ENOSPC, EINTR, 'short', ENOSYS], fsync => [EIO, ENOSPC, EINTR],
	rename => [EIO, ENOSPC], link => [EIO, ENOSPC, EPERM], unlink => [EIO],
	close => [EIO, EINTR], ftruncate => [EIO], flock => [EIO, EINTR, ENOLCK],
	stat => [EIO], fstat => [EIO], lstat => [EIO], lseek => [EIO], access => [EIO],
	readlink => [EIO], dup => [EMFILE], fchmod => [EPERM, EIO], fchown => [EPERM],
	mkdir => [ENOSPC], utimensat => [EIO],
);
my %called = (EIO, 'EIO', EMFILE, 'EMFILE', EINTR, 'EINTR', ENOSPC, 'ENOSPC', ENOSYS, 'ENOSYS',
    EPERM, 'EPERM', ENOLCK, 'ENOLCK', ENOMEM, 'ENOMEM');

sub short {
	my ($text) = @_;
	return length $text > 300 ? substr($text, 0, 300) . '...' : $text;
}

# What is wrong with a run under a FAULT; '' is nothing.
sub wrong {
	my ($case, $fault, $told) = @_;
	my ($status, $out, $err) = run($case, $fault);
	my $now = files();
	my $traced = traced();
	my $came = $traced =~ /^fault/m;
	$$told = $came;
	my @wrong;
	my $name = $case->{command}[0];
	# where everything fails nothing can be taken away either, and what cannot be
	# looked at may be somebody else's
	my $left = $fault =~ /\+$/ || $traced =~ /^fault (unlink|stat)/m;
	# what goes wrong while it prints
	my ($kind, $at) = $fault =~ /^(\w+):(\d+)/;
	my $begun = $kind eq 'alloc' || (defined $case->{first_write} && $at > $case->{first_write});

	if ($status eq $case->{status}) {
		push @wrong, 'prints something else: ' . short($out) if $out ne $case->{out};
		push @wrong, 'says something else: ' . short($err) if $err ne $case->{err};
		for my $file (keys %{$case->{after}}) {
			push @wrong, "$file is not the new one"
			    if !defined $now->{$file} || $now->{$file} ne $case->{after}{$file};
		}
	} elsif ($status eq '2') {
		my $written = $err =~ /written, but|standard output/;
		push @wrong, 'no message: ' . short($err) if $err !~ /^\Q$name\E: ./m;
		push @wrong, 'prints something: ' . short($out)
		    if $out ne '' && $err !~ /standard output/ && !$begun;
		push @wrong, 'prints something else: ' . short($out)
		    if $out ne substr($case->{out}, 0, length $out) && $err !~ /standard output/;
		for my $file (keys %{$case->{before}}) {
			push @wrong, "$file is gone" and next unless defined $now->{$file};
			next if $now->{$file} eq $case->{before}{$file};
			push @wrong, "$file is neither the old one nor the new one"
			    if $now->{$file} ne $case->{after}{$file};
			push @wrong, "$file is the new one: " . short($err) unless $written || $name eq 'pl-init';
		}
	} elsif ($name ne 'pl-check' || $status ne '1') {	# which finds that a file cannot be read
		push @wrong, "ends with $status: " . short($err);
	}
	for my $file (keys %$now) {
		next if exists $case->{before}{$file};
		my $new = $case->{after}{$file};
		next if defined $new && $new eq $now->{$file};
		next if $left && $file =~ m{(^|/)\.[^/]+\.pl-(tmp|old)$};
		push @wrong, "$file is left behind";
	}
	put_back($case->{before}, $now);
	return join '; ', @wrong;
}

# Which of 1..N are tried.
sub some {
	my ($n, $most) = @_;
	return 1 .. $n if $all || $n <= $most;
	my %chosen = map { 1 + int(($n - 1) * $_ / ($most - 1)) => 1 } 0 .. $most - 1;
	return sort { $a <=> $b } keys %chosen;
}

sub faults {
	my ($case) = @_;
	my @faults;
	my $turn = $case->{number};
	my @calls = @{$case->{calls}};
	for my $i (0 .. $#calls) {
		my @errors = @{$errors{$calls[$i]} // [EIO]};
		@errors = $errors[$turn++ % @errors] unless $all || $case->{thorough};
		push @faults, map { ["call:" . ($i + 1) . ":$_", "$calls[$i] " . ($called{$_} // $_)] } @errors;
	}
	push @faults, map { ["call:$_:" . ENOSPC . '+', "$calls[$_ - 1] and all behind it"] }
	    some(scalar @calls, $case->{writes} ? 15 : 5);
	push @faults, map { ["alloc:$_:" . ENOMEM, 'memory'] } some($case->{allocations}, 12);
	push @faults, map { ["alloc:$_:" . ENOMEM . '+', 'all memory'] } some($case->{allocations}, 3);
	return @faults;
}

for my $case (cases()) {
	next if @ARGV && grep { my $word = $_; !grep { $_ eq $word } @{$case->{command}} } @ARGV;
	prepare($case);
	if (!baseline($case)) {
		fail "$case->{name}: works";
		diag $case->{err};
		next;
	}
	my @wrong;
	my ($n, $came) = (0, 0);
	for my $fault (faults($case)) {
		my $told;
		my $what = wrong($case, $fault->[0], \$told);
		$n++;
		$came++ if $told;
		push @wrong, "$fault->[0], $fault->[1]: $what" if $what;
	}
	ok !@wrong && $came > $n / 2, "$case->{name}: $n faults";
	diag "$case->{name}: only $came of $n faults came to pass" if $came <= $n / 2;
	diag $_ for @wrong[0 .. ($#wrong < 40 ? $#wrong : 40)];
}
chdir '/';
done_testing;
