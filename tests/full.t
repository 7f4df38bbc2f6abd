#!/usr/bin/perl
# A full disk never ends a command quietly: where standard output takes no more,
# every command ends with 2 and says so, in every format and whatever it prints.
use strict;
use warnings;

use Cwd 'abs_path';
use File::Basename 'dirname';
use Test::More;

my $tests;
BEGIN { $tests = dirname(abs_path($0)); }
BEGIN { exec "$tests/run", '-v', "$tests/full.t" unless defined $ENV{PL_BIN}; }
use lib "$tests/fault";
use Fault;

plan skip_all => 'no /dev/full here' unless -c '/dev/full';

# Each command by itself, in each format it has, and its help and version.
my @cases = grep { !$_->{least_threads} } cases('faults');
my %formats;
for my $name (commands()) {
	my $help = `"$ENV{PL_BIN}/$name" --help`;
	push @cases, { command => [$name, '--help'] }, { command => [$name, '--version'] };
	$formats{$name} = $help =~ /--output FORMAT +(.+?)\n/ ? [split / or |, /, $1] : [];
}
my %plain;
for my $case (grep { !$_->{writes} } @cases) {
	my ($name, @words) = @{$case->{command}};
	next if $plain{$name}++ || "@words" =~ /--(help|version|list)/;
	push @cases, map +{ command => [$name, '-o', $_, @words] }, @{$formats{$name}};
}
is scalar(grep { @{$_->{command}} > 2 && $_->{command}[1] eq '-o' && $_->{command}[2] eq 'html' } @cases),
    scalar(grep { "@$_" =~ /html/ } values %formats), 'every command that has formats is tried in them';

my $number = 1000;
my ($n, @wrong) = (0);
for my $case (@cases) {
	$case->{number} //= $number++;
	my $words = join ' ', @{$case->{command}};
	prepare($case);
	my ($status, $printed) = run($case);
	my $after = files();
	put_back($case->{before}, $after);
	next if $printed eq '';
	$n++;
	my ($full, undef, $said) = run({ %$case, stdout => '/dev/full' });
	push @wrong, "$words: ends with $full" if $full ne 2;
	push @wrong, "$words: says '$said'" if $said !~ /^\Q$case->{command}[0]\E: .*standard output: No space left on device$/m;
	# what was edited in place is so all the same: it was before it was told
	my $now = files();
	for my $file (sort keys %$now) {
		push @wrong, "$words: $file is neither the old one nor the new one"
		    if $now->{$file} ne ($after->{$file} // '');
	}
	put_back($case->{before}, $now);
}
my @commands = commands();
ok !@wrong && $n > 2 * @commands, "a full disk is told of, in $n ways of printing";
diag $_ for @wrong[0 .. ($#wrong < 40 ? $#wrong : 40)];
chdir '/';
done_testing;
