#!/usr/bin/perl
# What was written later cannot be seen: into every column of the deals that
# changed after a day something else is planted, and every figure as of that day
# stays the same to the byte.
use strict;
use warnings;

use Cwd 'abs_path';
use File::Basename 'dirname';
use File::Temp 'tempdir';
use JSON::PP;
use Test::More;

my $tests = dirname(abs_path($0));
exec "$tests/run", '-v', "$tests/future.t" unless defined $ENV{PL_BIN};

my $samples = dirname($tests) . '/samples';
my $dir = tempdir(CLEANUP => 1);
my @columns = split /,/, first_line("$samples/deals.csv");

sub first_line {
	open my $in, '<', $_[0] or die "$_[0]: $!\n";
	chomp(my $line = <$in>);
	return $line;
}

sub output {
	my (@command) = @_;
	$command[0] = "$ENV{PL_BIN}/$command[0]";
	open my $out, '-|', @command or die "$command[0]: $!\n";
	local $/;
	my $text = <$out> // '';
	close $out;
	return $text . '# ' . ($? >> 8);
}

sub cell {
	my ($text) = @_;
	$text = '' unless defined $text;
	return $text unless $text =~ /[",\n\r]|^\s|\s$/;
	$text =~ s/"/""/g;
	return "\"$text\"";
}

# The history with other things behind DAY: an amount ten times as large, another
# owner, a later close date, another end.
sub planted_history {
	my ($history, $day, $deal) = @_;
	my @entries = split / > /, $history;
	my @known = grep { /\@(\d{4}-\d\d-\d\d)$/ && $1 le $day } @entries;
	my $first = @known ? '' : $entries[0];
	return ($history, 0) if @known == @entries;
	my @planted = ('2026-09-28', '2026-09-29');
	my $renewal = $deal->{pipeline} eq 'Renewals';
	# that a deal was closed later hides a close date that no log knows, for a
	# file may have but one column for both (measures(7)): open ones stay open
	my $last = $deal->{closed} ne '' ? $renewal ? 'Lapsed' : 'Lost' :
	    $renewal ? 'Offered' : 'Closing';
	push @known, $first if $first ne '';
	for my $field (qw(amount close_date owner)) {
		next unless grep { /^$field=/ } @known, @entries;
		my $value = $field eq 'amount' ? '999999' :
		    $field eq 'owner' ? 'planted' : '2027-06-30';
		push @known, "$field=$value\@$planted[0]";
		$deal->{$field} = $value;
	}
	push @known, "$last\@$planted[1]";
	$deal->{stage} = $last;
	$deal->{stage_since} = $planted[1];
	$deal->{closed} = $planted[1] if $deal->{closed} ne '';
	return (join(' > ', @known), 1);
}

# A copy of the samples with the future planted behind DAY; how many deals.
sub plant {
	my ($day, $deals) = @_;
	my $n = 0;
	open my $to, '>:raw', "$dir/deals.csv" or die "deals.csv: $!\n";
	print {$to} join(',', @columns), "\n";
	for my $one (@$deals) {
		my %deal = %$one;
		my $changed;
		($deal{history}, $changed) = planted_history($deal{history}, $day, \%deal);
		if ($changed && $deal{created} le $day) {
			$n++;
			@deal{qw(probability category lost_reason next_step next_date last_activity)} =
			    (100, 'commit', 'planted', 'planted', '2027-01-01', '2026-09-30');
		}
		print {$to} join(',', map { cell($deal{$_}) } @columns), "\n";
	}
	close $to or die "deals.csv: $!\n";
	return $n;
}

my @deals;
open my $in, '-|', "$ENV{PL_BIN}/pl-list", '-o', 'jsonl', '-c', join(',', @columns),
    "$samples/deals.csv" or die "pl-list: $!\n";
while (my $line = <$in>) {
	my $deal = decode_json($line);
	for (values %$deal) {
		$_ = '' unless defined;
		utf8::encode($_);
	}
	push @deals, $deal;
}
close $in;
for my $name (qw(stages accounts owners products goals activities)) {
	link "$samples/$name.csv", "$dir/$name.csv" or
	    system('cp', "$samples/$name.csv", $dir);
}

my @questions = (
    ['pl-stats', '-q', '-M', 'all'],
    ['pl-stats', '-q', '-M', 'all', '-b', 'owner,stage'],
    ['pl-stats', '-q', '-M', 'won,lost,open,weighted,pushes', '--every', 'month'],
    ['pl-stats', '-q', '-b', 'lost_reason', '-M', 'lost,lost_amount'],
    ['pl-funnel', '-q'], ['pl-stall', '-q', '--summary'],
    ['pl-stall', '-q', '--rules', 'overdue,pushed,no-next,late-next,silent', '--summary'],
    ['pl-forecast', '-q'], ['pl-forecast', '-q', '--method', 'weighted', '-b', 'owner'],
    ['pl-goal', '-q'], ['pl-diff', '-q', '--since', '2025-06-30'],
);
for my $day (qw(2025-03-31 2025-09-30 2026-03-31 2026-07-15)) {
	my $n = plant($day, \@deals);
	ok $n > 5, "as of $day: planted in $n deals";
	for my $question (@questions) {
		my ($command, @options) = @$question;
		is output($command, '--as-of', $day, @options, "$dir/deals.csv"),
		    output($command, '--as-of', $day, @options, "$samples/deals.csv"),
		    "$command @options";
	}
}
done_testing;
