#!/usr/bin/env perl
# The examples of the manual and of README.md are tests: in the displays
# (.Bd -literal ... .Ed) of a page's EXAMPLES section, and in the ```sh blocks of
# README.md, a line "$ command" is run and the lines behind it, up to the next
# one or the end, are all that it may print, to standard output and standard
# error. A command goes on on the next line behind a backslash. A display
# without "$ " is not run. The examples of a page share a copy of samples/, as
# of its last day.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(basename dirname);
use File::Temp qw(tempdir);

my $tests = abs_path(dirname($0));
exec "$tests/run", "-v", "$tests/" . basename($0) unless $ENV{PL_BIN};
my $root = dirname($tests);
my $work = tempdir(CLEANUP => 1);
$ENV{PL_TODAY} = "2026-09-30";

# The characters that roff writes in another way.
my %named = (aq => "'", dq => '"', ga => "`", ha => "^", ti => "~", rs => "\\",
    oq => "\x{2018}", cq => "\x{2019}", lq => "\x{201c}", rq => "\x{201d}",
    em => "\x{2014}", en => "\x{2013}", bu => "\x{2022}", hy => "-", at => "@",
    sh => "#", Do => "\$", ba => "|", lB => "[", rB => "]", lC => "{", rC => "}",
    "->" => "\x{2192}", "<-" => "\x{2190}");

sub plain {
	my ($line) = @_;
	$line =~ s{\\(?:(&)|(e)|(-)|([ ~])|\((..)|\[([^\]]+)\]|(.))}{
		defined $1 ? "" : defined $2 ? "\\" : defined $3 ? "-" : defined $4 ? " "
		: defined $5 ? special($5) : defined $6 ? special($6) : "\\$7"
	}ge;
	return $line;
}

sub special {
	my ($name) = @_;
	my $char = $name =~ /^u([0-9A-F]{4,6})$/ ? chr hex $1 : $named{$name};
	return "\\[$name]" unless defined $char;
	utf8::encode($char);
	return $char;
}

sub lines_of {
	my ($path) = @_;
	open my $in, "<", $path or die "$path: $!\n";
	chomp(my @lines = <$in>);
	return @lines;
}

# The displays of a page's EXAMPLES: lists of lines.
sub page_displays {
	my ($section, $display, @displays) = ("");
	for my $line (lines_of($_[0])) {
		next if $line =~ /^[.']\\"/;
		if ($line =~ /^\.Sh\s+(.*)/) {
			$section = $1;
		} elsif ($section eq "EXAMPLES" && $line =~ /^\.Bd\b.*-literal/) {
			$display = [];
		} elsif ($line =~ /^\.Ed\b/) {
			push @displays, $display if $display;
			undef $display;
		} elsif ($display) {
			push @$display, plain($line);
		}
	}
	return @displays;
}

# The ```sh blocks of a Markdown file.
sub readme_displays {
	my ($display, @displays);
	for my $line (lines_of($_[0])) {
		if (!$display && $line =~ /^```sh\s*$/) {
			$display = [];
		} elsif ($display && $line =~ /^```\s*$/) {
			push @displays, $display;
			undef $display;
		} elsif ($display) {
			push @$display, $line;
		}
	}
	return @displays;
}

# The examples of a display: [command, expected output].
sub examples {
	my @examples;
	my $more = 0;
	for my $line (@{$_[0]}) {
		if ($more) {
			$examples[-1][0] .= "\n" . ($line =~ s/^> //r);
			$more = $line =~ /\\$/;
		} elsif ($line =~ /^\$ (.*)/) {
			push @examples, [$1, ""];
			$more = $1 =~ /\\$/;
		} elsif (@examples) {
			$examples[-1][1] .= "$line\n";
		}
	}
	return @examples;
}

# What README.md tells a person to do to the machine is not done by a test.
sub not_here {
	my ($command) = @_;
	return "not run by a test" if $command =~ /^\s*(make|sudo|git clone|cd|apt\S*|brew)\b/;
	return "no GNU parallel here" if $command =~ /^parallel\b/ &&
	    `parallel --version 2>/dev/null </dev/null` !~ /^GNU parallel/;
	return "no git here" if $command =~ /\bgit\b/ && system("git --version >/dev/null 2>&1");
	return;
}

my $n = 0;

sub result {
	my ($ok, $name, @why) = @_;
	$n++;
	$name =~ s/\s*\n\s*/ /g;
	$name =~ s/#/\\#/g;
	print $ok ? "" : "not ", "ok $n - $name\n";
	print map { "# $_\n" } map { split /\n/ } @why unless $ok;
}

# A fresh copy of the samples; under git where an example looks at it.
sub workspace {
	my ($name, $git) = @_;
	my $here = "$work/$name";
	mkdir $here or die "$here: $!\n";
	system("cp", "-R", "$root/samples/.", $here) if -d "$root/samples";
	system("cd '$here' && git init -q . && git add -A && git commit -q --allow-empty -m samples")
	    if $git && !not_here("git");
	return $here;
}

sub run_example {
	my ($here, $command, $expected, $name) = @_;
	my $why = not_here($command);
	if ($why) {
		$n++;
		print "ok $n # SKIP $name: $why\n";
		return;
	}
	my $child = fork;
	die "fork: $!\n" unless defined $child;
	if ($child == 0) {
		chdir $here or die "$here: $!\n";
		open STDIN, "<", "/dev/null";
		open STDOUT, ">", "$work/actual" or die "$work/actual: $!\n";
		open STDERR, ">&", \*STDOUT;
		exec "/bin/sh", "-eu", "-c", $command;
	}
	waitpid $child, 0;
	my $status = $?;
	my $actual = join "", map { "$_\n" } lines_of("$work/actual");
	# 126 and above: not found, or killed.
	my $died = $status & 127 || $status >> 8 >= 126;
	return result(1, $name) if $actual eq $expected && !$died;

	open my $out, ">", "$work/expected" or die "$work/expected: $!\n";
	print $out $expected;
	close $out;
	my @diff = `diff -u $work/expected $work/actual`;
	splice @diff, 0, 2;
	result(0, $name, $died ? "exit status " . ($status >> 8) . ", signal " . ($status & 127)
	    : (), "- the page, + the command:", map { chomp; "  $_" } @diff);
}

sub run_page {
	my ($page, @displays) = @_;
	my @examples = map { examples($_) } @displays;
	return unless @examples;
	my $here = workspace($page, scalar grep { $_->[0] =~ /\bgit\b/ } @examples);
	my $i = 0;
	for my $example (@examples) {
		$i++;
		my ($short) = $example->[0] =~ /^(.*)/;
		run_example($here, @$example, "$page: example $i: $short");
	}
}

$| = 1;
run_page(basename($_), page_displays($_)) for sort glob "$root/man/*.[157]";
run_page("README.md", readme_displays("$root/README.md")) if -e "$root/README.md";
print $n ? "1..$n\n" : "1..0 # SKIP no examples to run\n";
chdir "/";
