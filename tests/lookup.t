#!/bin/sh
# Side tables: account.sector and the like, in filters and groups of every command.
. "${0%/*}/lib.sh"
PL_TODAY=2026-09-30
export PL_TODAY

cat >deals.csv <<'X'
id,stage,amount,account,owner,product,Region
1,Won,100,Acme,ana,Kit,North
2,Won,200,"Beta, Inc.",ana,Site,South
3,Lost,300,ACME,bo,Kit,North
4,Proposal,400,Core,lin,,
5,Proposal,500,,lin,Other,
X
cat >accounts.csv <<'X'
account;sector;size;since
acme;food;40;2024-01-01
Beta, Inc.; retail ;900;2025-06-01
Delta;none;1;
Core;;7;2026-01-01
X
printf 'name,manager\nana,greta\nbo,greta\nlin,\n' >owners.csv
printf 'product,series\nKit,K\nSite,S\n' >products.csv
OUT='account.sector,deals,pipeline
food,2,0.00
retail,1,0.00
,2,900.00'
runs 'groups: keys whatever their case, blank last' 0 "$OUT" '' \
    pl-stats -q -b account.sector -M deals,pipeline deals.csv
runs 'two at once' 0 'owner.manager,product.series,deals
greta,K,2
greta,S,1
,,2' '' pl-stats -q -b owner.manager,product.series -M deals deals.csv
runs 'the column by its header, folded' 0 "$(echo "$OUT" | sed 1s/sector/SECTOR/)" '' \
    pl-stats -q -b account.SECTOR -M deals,pipeline deals.csv

# filtered EXPR IDS
filtered() {
	is "-w $1" "$2" "$(pl-list -q -c id -H -o csv -w "$1" deals.csv | tr '\n' ' ' | sed 's/ $//')"
}
filtered account.sector=food '1 3'
filtered account.sector=Retail '2'
filtered 'account.sector=food|retail' '1 2 3'
filtered account.sector!=food '2 4 5'
filtered account.sector= '4 5'
filtered 'account.sector~OO' '1 3'
filtered 'account.size>=40' '1 2 3'
filtered 'account.size<100' '1 3 4'
filtered 'account.since<2026-01-01' '1 2 3'
filtered 'owner.manager=greta' '1 2 3'

for command in 'pl-stats -M deals' 'pl-funnel' 'pl-forecast' 'pl-stall --rules no-next'; do
	# shellcheck disable=SC2086
	ok "${command%% *}" $command -q -w account.sector=food deals.csv
done
is 'pl-funnel -b' ',,,Lead' "$(printf 'stage,kind\nLead,open\n' >s.csv
    pl-funnel -q -s s.csv -H -b account.sector,account.size - <<'X' | cut -d , -f 1-4
stage,account,created
Lead,Nobody,2026-01-01
X
)"
runs 'requirements and goals may name them too' 0 '' '' sh -c '
	printf "stage,kind,required\nLead,open,account.sector=food\n" >req.csv
	printf "id,stage,account\n1,Lead,Acme\n" >req-deals.csv
	pl-stall -q -s req.csv --rules gaps req-deals.csv'

# Where the table is.
mkdir elsewhere
mv owners.csv elsewhere/team.csv
runs '--lookup' 0 'owner.manager,deals
greta,3
,2' '' pl-stats -q --lookup owner=elsewhere/team.csv -b owner.manager -M deals deals.csv
runs 'no such table' 2 '' \
    'pl-stats: owners.csv: No such file or directory (say --lookup owner=FILE)' \
    pl-stats -b owner.manager deals.csv
runs 'nor such a one' 2 '' \
    'pl-stats: x/y.csv: No such file or directory (say --lookup owner=FILE)' \
    pl-stats --lookup owner=x/y.csv -b owner.manager deals.csv
runs 'no such column: those there are, the nearest first' 2 '' \
    "pl-stats: accounts.csv: there is no column 'setor' (there are: sector, account, size, since)" \
    pl-stats -b account.setor deals.csv
runs 'what is no field has no table' 2 '' \
    "pl-stats: deals.csv: there is no column 'acount.sector' (nearest: *" \
    pl-stats -b acount.sector deals.csv
runs 'a key twice' 2 '' "pl-stats: twice.csv:3: account: 'ACME' is there twice" \
    sh -c 'printf "account,sector\nAcme,a\nACME,b\n" >twice.csv
    pl-stats --lookup account=twice.csv -b account.sector deals.csv'
runs 'a table that is broken' 2 '' 'pl-stats: broken.csv:2: *' \
    sh -c 'printf "account,sector\n\"Acme,a\n" >broken.csv
    pl-stats --lookup account=broken.csv -b account.sector deals.csv'
: >nothing.csv
runs 'an empty table' 2 '' 'pl-stats: nothing.csv: has no header' \
    pl-stats --lookup account=nothing.csv -b account.sector deals.csv
runs '--lookup without =' 2 '' "pl-stats: --lookup: 'owner' lacks a '=' (try*" \
    pl-stats --lookup owner deals.csv
runs '--lookup of what is no field' 2 '' "pl-stats: --lookup: 'ownr=x.csv' names no field*" \
    pl-stats --lookup ownr=x.csv deals.csv
runs 'beside the deals, wherever they are' 0 "$OUT" '' sh -c "mkdir sub && mv accounts.csv sub &&
    cp deals.csv sub && pl-stats -q -b account.sector -M deals,pipeline sub/deals.csv"
runs 'in the working directory for a pipe' 0 "$OUT" '' \
    sh -c "cd sub && pl-stats -q -b account.sector -M deals,pipeline <deals.csv"
sed 's/$/\r/; 1s/^/\xef\xbb\xbf/' sub/accounts.csv >accounts.csv
runs 'CRLF with BOM' 0 "$OUT" '' pl-stats -q -b account.sector -M deals,pipeline deals.csv
iconv -f UTF-8 -t UTF-16 sub/accounts.csv >accounts.csv
runs 'UTF-16' 0 "$OUT" '' pl-stats -q -b account.sector -M deals,pipeline deals.csv

# A header of the file that reads the same, as exports have them.
printf 'stage,owner,owner.name\nWon,7,Ana\nWon,8,Bo\nWon,9\n' >export.csv
runs 'a header with a dot of its own goes before a table' 0 'owner.name,won
Ana,1
Bo,1
,1' '' pl-stats -q -b owner.name -M won export.csv
is 'in filters too' 1 "$(pl-stats -q -H -o csv -w owner.name=ana -M won export.csv)"

# The past: an owner as he was then is looked up.
printf 'id,stage,owner,created,history\n1,Lead,ana,2026-01-01,%s\n' \
    'Lead@2026-01-01 > owner=lin@2026-01-01 > owner=ana@2026-06-01' >past.csv
runs 'as of a past day the owner of then is looked up' 0 'owner.manager,open
,1' '' pl-stats -q --lookup owner=elsewhere/team.csv --as-of 2026-03-01 -b owner.manager -M open past.csv

# A large one, against awk.
if [ -d "$SHARED/data/maven" ]; then
	cp "$SHARED"/data/maven/*.csv .
	PL_TODAY=2017-12-31
	# what FILE COLUMN KEY: the deals by that column of FILE
	by_awk() {
		tr -d '\r' <"$1" >table.csv
		tr -d '\r' <sales_pipeline.csv | awk -F , -v at="$2" -v key="$3" '
			NR == FNR { of[$1] = $at; next }
			FNR > 1 { n[of[$key]]++; if ($5 == "Won") { won[of[$key]]++; sum[of[$key]] += $8 } }
			END { for (k in n) printf "%s,%d,%d,%d.00\n", k, n[k], won[k], sum[k] }' table.csv - |
		LC_ALL=C sort
	}
	is 'by sector, of thousands' "$(by_awk accounts.csv 2 4)" \
	    "$(pl-stats -q -H -o csv -b account.sector -M deals,won,won_amount sales_pipeline.csv | LC_ALL=C sort)"
	is 'by manager' "$(by_awk sales_teams.csv 2 2)" \
	    "$(pl-stats -q -H -o csv --lookup owner=sales_teams.csv -b owner.manager \
		-M deals,won,won_amount sales_pipeline.csv | LC_ALL=C sort)"
	is 'one manager'\''s' "$(by_awk sales_teams.csv 2 2 | sed -n 's/^Cara Losch,//p')" \
	    "$(pl-stats -q -H -o csv --lookup owner=sales_teams.csv -w 'owner.manager=cara losch' \
		-M deals,won,won_amount sales_pipeline.csv)"
else
	skip 3 'the shared data is not here'
fi

done_testing
