#!/bin/sh
# pl-stats --intervals: 95 % bounds beside each share of a count.
. "${0%/*}/lib.sh"
PL_TODAY=2026-09-30
export PL_TODAY

{
	echo stage,account,source,created,closed,amount
	yes 'Won,A,referral,2026-01-01,2026-02-01,1' | head -n 20
	yes 'Lost,A,web,2026-01-01,2026-02-01,1' | head -n 80
} >deals.csv
runs '20 in 100: 13.3 % to 28.9 %' 0 'win_rate,win_rate_low,win_rate_high
0.200000,0.133367,0.288829' '' pl-stats --intervals -M win_rate deals.csv
runs 'each share of a count has them; shares of money and ratios have none' 0 \
    'conversion,conversion_low,conversion_high,won,win_rate_amount,win_loss,repeat_rate,repeat_rate_low,repeat_rate_high,referral_rate,referral_rate_low,referral_rate_high
0.200000,0.133367,0.288829,20,0.200000,0.250000,0.950000,0.763869,0.991119,1.000000,0.838875,1.000000' '' \
    pl-stats --intervals -M conversion,won,win_rate_amount,win_loss,repeat_rate,referral_rate deals.csv
runs 'without it they are not there' 0 'win_rate
0.200000' '' pl-stats -M win_rate deals.csv
runs 'groups' 0 'source,win_rate,win_rate_low,win_rate_high
referral,1.000000,0.838875,1.000000
web,0.000000,0.000000,0.045818' '' pl-stats --intervals -b source -M win_rate deals.csv
runs 'periods; of nothing they are blank' 0 'period,win_rate,win_rate_low,win_rate_high
2026-01,,,
2026-02,0.200000,0.133367,0.288829' '' \
    pl-stats --intervals --every month -P 2026-01-01..2026-02-28 -M win_rate deals.csv
runs 'sorted by a bound' 0 'web' '' sh -c \
    'pl-stats --intervals -b source -M win_rate -S win_rate_low -N 1 -H deals.csv | cut -d , -f 1'
runs 'json' 0 '{"win_rate":0.200000,"win_rate_low":0.133367,"win_rate_high":0.288829}' '' \
    pl-stats --intervals -M win_rate -o jsonl deals.csv
runs 'a table' 0 'win rate           20.0 %
win rate at least  13.3 %
win rate at most   28.9 %' '' pl-stats --intervals -M win_rate -o table deals.csv

done_testing
