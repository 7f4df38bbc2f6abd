#!/usr/bin/perl
# Each system call and each allocation of a command is made to fail in turn. Then
# the files are the old ones or the new ones, byte for byte; the exit status is 2,
# and a message says why, or all is as if nothing had happened; nothing is left
# behind; and under the sanitizers nothing leaks. See tests/fault/fault.c.
#
# PL_FAULTS=all: every error of every call and every allocation; else every call
# with one error each (with all of them once a command that writes), and some
# allocations, chosen by PL_SEED; under the sanitizers twenty of all these. "fault.t WORD" tests the commands that have it alone.
use strict;
use warnings;

use Cwd 'abs_path';
use File::Basename 'dirname';
use POSIX qw(:errno_h strerror);
use Test::More;

my $tests;
BEGIN { $tests = dirname(abs_path($0)); }
BEGIN { exec "$tests/run", '-v', "$tests/fault.t" unless defined $ENV{PL_BIN}; }
use lib "$tests/fault";
use Fault;

my $why = preloads();
plan skip_all => "preloading: $why" if $why;
my $all = ($ENV{PL_FAULTS} // '') eq 'all';
my $sanitized = $ENV{PL_BIN} =~ m{/asan/bin$};

# What may go wrong with a call.
my %errors = (
	open => [EIO, EMFILE, EINTR], create => [EIO, ENOSPC, EINTR],
	read => [EIO, EINTR, 'short'], write => [ENOSPC, EIO, EINTR, 'short'],
	copy => [EIO, ENOSPC, EINTR, 'short', 'zero', EXDEV, EINVAL, ENOSYS, EOPNOTSUPP],
	fsync => [EIO, ENOSPC, EINTR], rename => [EIO, ENOSPC, EINVAL], link => [EIO, ENOSPC, EPERM],
	unlink => [EIO], close => [EIO, EINTR], ftruncate => [EIO, ENOSPC, EINTR],
	flock => [EIO, EINTR, ENOLCK], stat => [EIO], fstat => [EIO], lseek => [EIO], access => [EIO],
	readlink => [EIO], getcwd => [ENOENT], dup => [EMFILE], fcntl => [EMFILE], pipe => [EMFILE],
	ioctl => [EIO], fchmod => [EPERM, EIO], fchown => [EPERM], mkdir => [ENOSPC],
	utimensat => [EIO], sync => [EIO], getxattr => [EIO, ENODATA], setxattr => [ENOSPC, EPERM], sleep => [EINTR],
);
my %called = (EIO, 'EIO', EMFILE, 'EMFILE', EINTR, 'EINTR', ENOSPC, 'ENOSPC', ENOSYS, 'ENOSYS',
    EPERM, 'EPERM', ENOLCK, 'ENOLCK', EXDEV, 'EXDEV', EINVAL, 'EINVAL', EAGAIN, 'EAGAIN');

sub short {
	my ($text) = @_;
	return length $text > 300 ? substr($text, 0, 300) . '...' : $text;
}

# A run that says that it did it.
sub done {
	my ($case, $now, $status, $printed, $said) = @_;
	my @wrong;
	push @wrong, 'prints something else: ' . short($printed) if $printed ne $case->{out};
	push @wrong, 'says something else: ' . short($said) if $said ne $case->{err};
	for my $file (keys %{$case->{after}}) {
		push @wrong, "$file is not the new one"
		    if !defined $now->{$file} || $now->{$file} ne $case->{after}{$file};
	}
	return @wrong;
}

# A run that says why it did not. BEGUN: it had begun to print when it went wrong.
sub refused {
	my ($case, $now, $begun, $printed, $said) = @_;
	my @wrong;
	my $name = $case->{command}[0];
	my $stands = $said =~ /written, but|standard output/;
	push @wrong, 'no message: ' . short($said) if $said !~ /^\Q$name\E: \S/m;
	push @wrong, 'prints something: ' . short($printed)
	    if $printed ne '' && $said !~ /standard output/ && !$begun;
	push @wrong, 'prints something else: ' . short($printed)
	    if $printed ne substr($case->{out}, 0, length $printed) && $said !~ /standard output/;
	for my $file (keys %{$case->{before}}) {
		push @wrong, "$file is gone" and next unless defined $now->{$file};
		next if $now->{$file} eq $case->{before}{$file};
		push @wrong, "$file is neither the old one nor the new one"
		    if $now->{$file} ne $case->{after}{$file};
		push @wrong, "$file is the new one: " . short($said) unless $stands;
	}
	return @wrong;
}

# What is wrong with a run under a FAULT; '' is nothing.
sub wrong {
	my ($case, $fault, $told) = @_;
	my ($status, $printed, $said) = run($case, $fault);
	my $traced = traced();
	# where rights cannot be given they may be fewer, never more
	my $now = files($traced =~ /^fault (fchown|getxattr|setxattr)/m);
	my @wrong;
	$$told = $traced =~ /^fault/m;
	# where everything fails nothing can be taken away either, and what cannot be
	# looked at may be somebody else's
	my $left = $fault =~ /\+$/ || $traced =~ /^fault (unlink|stat|fstat)/m;
	# what goes wrong while it prints
	my ($kind, $at, $what) = split /[:+]/, $fault;
	my $begun = $kind eq 'alloc' || $case->{threads} || (defined $case->{first_write} && $at > $case->{first_write});
	my $reason = $what =~ /^\d+$/ ? strerror($what) : '';

	if ($status eq $case->{status} && $printed eq $case->{out}) {
		@wrong = done($case, $now, $status, $printed, $said);
	} elsif ($status eq '2') {
		@wrong = refused($case, $now, $begun, $printed, $said);
	} elsif ($case->{command}[0] ne 'pl-check' || $status ne '1' || $reason eq '' ||
	    index($printed, $reason) < 0) {		# which finds that a file cannot be read
		push @wrong, "ends with $status: " . short($said);
	}
	my $leftover = 0;
	for my $file (keys %$now) {
		next if exists $case->{before}{$file};
		next if $status ne '2' && defined $case->{after}{$file};
		next if $status eq '2' && defined $case->{after}{$file} &&
		    $said =~ /written, but|standard output/;
		$leftover++;
		next if $left;
		push @wrong, "$file is left behind";
	}
	if ($leftover && $left) {		# what was, the next run takes away
		for my $file (grep { !exists $case->{before}{$_} } keys %$now) {
			push @wrong, "$file is left behind"
			    unless $file =~ m{(^|/)\.[^/]+\.pl-(tmp|old)$} || exists $case->{after}{$file};
		}
		if (!$case->{makes}) {	# from the old file, as at first
			put_back({ %$now, %{$case->{before}} }, $now);
			my ($again) = run($case, '');
			$now = files();
			push @wrong, "the next run ends with $again" if $again ne $case->{status};
			push @wrong, "the next run leaves $_"
			    for grep { !exists $case->{after}{$_} } keys %$now;
		}
	}
	put_back($case->{before}, $now);
	return join '; ', @wrong;
}

sub faults {
	my ($case) = @_;
	my @faults;
	my $turn = $case->{number};
	my @calls = @{$case->{calls}};
	for my $i (0 .. $#calls) {
		my @errors = @{$errors{$calls[$i]} // [EIO]};
		@errors = $errors[$turn++ % @errors] unless $all || ($case->{thorough} && !$sanitized);
		push @faults, map { ["call:" . ($i + 1) . ":$_", "$calls[$i] " . ($called{$_} // $_)] } @errors;
	}
	my ($on, $some, $rest) = $all ? (1e6, 1e6, 1e6) : $case->{thorough} ? (12, 40, 4) : (3, 8, 1);
	push @faults, map { ["call:$_:" . ENOSPC . '+', "$calls[$_ - 1] and all behind it"] }
	    chosen($on, 1 .. @calls);
	my $allocations = $case->{allocations} // 0;
	push @faults, map { ["alloc:$_:" . ENOMEM, 'memory'] } chosen($some, 1 .. $allocations);
	push @faults, map { ["alloc:$_:" . ENOMEM . '+', 'all memory'] } chosen($rest, 1 .. $allocations);
	push @faults, map { ["thread:$_:" . EAGAIN, 'a thread'] } 1 .. $case->{threads};
	push @faults, ['thread:1:' . EAGAIN . '+', 'all threads'] if $case->{threads};
	return $sanitized && !$all ? chosen(20, @faults) : @faults;
}

my @cases = cases('faults');
my %tried = map { $_->{command}[0] => 1 } @cases;
is join(' ', grep { !$tried{$_} } commands()), '', 'every command is among them';

for my $case (@cases) {
	next if @ARGV && grep { my $word = $_; !grep { $_ eq $word } @{$case->{command}} } @ARGV;
	prepare($case);
	if (!baseline($case)) {
		fail "$case->{name}: works";
		diag "$case->{status}: $case->{err}";
		next;
	}
	my $writes = $case->{writes} // 0;
	is join(' ', map { ($case->{after}{$_} // '') ne ($case->{before}{$_} // '') ? 1 : () }
	    keys %{$case->{after}}) ne '', $writes == 1, "$case->{name}: " .
	    ($writes ? 'changes a file' : 'changes none');
	my @wrong;
	my ($n, $came) = (0, 0);
	for my $fault (faults($case)) {
		my $told;
		my $what = wrong($case, $fault->[0], \$told);
		$n++;
		$came++ if $told;
		push @wrong, "$fault->[0], $fault->[1]: $what" if $what;
	}
	# with threads, calls have not always the same number
	my $enough = $case->{threads} ? $n * 0.8 : $n;
	ok !@wrong && $came >= $enough, "$case->{name}: $n faults";
	diag "$case->{name}: only $came of $n faults came to pass" if $came < $enough;
	diag $_ for @wrong[0 .. ($#wrong < 40 ? $#wrong : 40)];
	finish($case);
}
note seed();
chdir '/';
done_testing;
