#!/usr/bin/env bats
# What the shells offer: the scripts of --completions, in the shells themselves.

load helper

# Every program of the toolkit, and the options its --help tells.
programs=(collapse-perf collapse-dtrace difffolded flamegraph-svg flamegraph cargo-flamegraph
	collapse-rustc diff-flamegraph)
options_of() { "$1" --help | grep -oE '^  (-.,|   ) --[a-z-]+' | grep -oE -e '--.*' | sort -u; }

setup() {
	mkdir "$BATS_TEST_TMPDIR/work"
	cd "$BATS_TEST_TMPDIR/work"
	touch 'two words.svg' plain.svg
	mkdir folder
}

# in_bash WORD… - what bash offers for the last word, one a line, sorted.
in_bash() {
	bash --norc --noprofile -c '
		source <("$1" --completions bash) || exit
		COMP_WORDS=("$@")
		COMP_CWORD=$(($# - 1))
		"_${1//-/_}"
		[ "${#COMPREPLY[@]}" -eq 0 ] || printf "%s\n" "${COMPREPLY[@]}"' bash "$@" | sort
}

# offers TEXT WORD…
offers() { diff -u <(printf '%s\n' "$1" | sed '/^$/d') <(in_bash "${@:2}"); }

# typed LINE… - what an interactive bash makes of lines with tabs, on a terminal. The programs are
# functions that print their arguments.
typed() {
	local program rc=$BATS_TEST_TMPDIR/rc

	echo 'PS1= PS2=; bind "set bell-style none"' >"$rc"
	for program in "${programs[@]}"; do
		"$program" --completions bash
		echo "$program() { printf '<%s>' \"\$@\"; echo; }"
	done >>"$rc"
	printf '%b\n' "$@" exit |
		TERM=dumb script -qec "bash --noprofile --rcfile '$rc' -i" /dev/null |
		tr -d '\r' | grep '^<'
}

@test "bash offers every option of --help, and no other" {
	for program in "${programs[@]}"; do
		[ "$(options_of "$program" | wc -l)" -gt 3 ]
		diff -u <(options_of "$program") <(in_bash "$program" --)
	done
}

@test "bash: values, files and choices" {
	offers 'java
js' flamegraph --palette j
	offers 'java
js' flamegraph --palette = j
	offers 'aqua
blue
chain
green
hot
io
java
js
mem
orange
perl
purple
python
red
rust
wakeup
yellow' flamegraph --palette =
	offers 'plain.svg' flamegraph -o p
	offers 'folder
plain.svg
two words.svg' flamegraph --output ''
	offers '' flamegraph --title ''
	offers '' flamegraph --freq ''
	offers 'bash
elvish
fish
powershell
zsh' difffolded --completions ''
	offers 'own
share
total' diff-flamegraph --sort ''
	offers folder diff-flamegraph -o ''
	offers '' diff-flamegraph --title pl
	offers 'two words.svg' diff-flamegraph --top 3 tw
	offers 'two words.svg' difffolded tw
	offers 'bin
lib' cargo-flamegraph --unit-test-kind ''
	offers '--unit-bench
--unit-test
--unit-test-kind' cargo-flamegraph --uni
}

@test "bash: behind -- and behind the command stand no options" {
	offers 'folder
plain.svg
two words.svg' flamegraph true ''
	offers '' flamegraph true --pal
	offers '' flamegraph -o x.svg -- true --pal
	offers '' flamegraph -o = x.svg --title '-' true --pal
	offers '--palette' flamegraph -v --root = -n --pal
	in_bash flamegraph -- mkdi | grep -qx mkdir
	in_bash flamegraph mkdi | grep -qx mkdir
	offers plain.svg cargo-flamegraph -- p
	offers '' cargo-flamegraph p
	offers '' difffolded -- --no
}

@test "bash on a terminal, with real tabs" {
	diff -u - <(typed 'flamegraph --flamec\tx' 'flamegraph -o two\t' 'difffolded pl\t --norm\t' \
		'flamegraph-svg --colors jav\t' 'cargo-flamegraph --unit-test-kind=l\t -- fol\t' \
		'collapse-perf --skip-a\ty' 'collapse-dtrace --inc\t plai\t' 'flamegraph -- mkdi\t pl\t') <<-'END'
		<--flamechart><x>
		<-o><two words.svg>
		<plain.svg><--normalize>
		<--colors><java>
		<--unit-test-kind=lib><--><folder/>
		<--skip-after><y>
		<--includeoffset><plain.svg>
		<--><mkdir><plain.svg>
	END
}

@test "fish offers every option of --help, values and files" {
	needs fish
	in_fish() { fish --no-config -c "$1 --completions fish | source; complete -C '$2'" | cut -f 1 | sort; }
	for program in "${programs[@]}"; do
		diff -u <(options_of "$program") <(in_fish "$program" "$program --" | grep -e '^--[a-z]')
	done
	[ "$(in_fish flamegraph 'flamegraph --palette jav')" = java ]
	[ "$(in_fish flamegraph 'flamegraph --palette=jav')" = --palette=java ]
	[ "$(in_fish flamegraph 'flamegraph -o pl')" = plain.svg ]
	in_fish flamegraph 'flamegraph --title x mkdi' | grep -qx mkdir
	in_fish flamegraph 'flamegraph -- mkdir pl' | grep -qx plain.svg
	[ "$(in_fish difffolded 'difffolded pl')" = plain.svg ]
	[ "$(in_fish diff-flamegraph 'diff-flamegraph --format mark')" = markdown ]
	[ "$(in_fish diff-flamegraph 'diff-flamegraph pl')" = plain.svg ]
	[ -z "$(in_fish cargo-flamegraph 'cargo-flamegraph pl')" ]
	[ "$(in_fish cargo-flamegraph 'cargo-flamegraph -- pl')" = plain.svg ]
}

@test "elvish offers every option of --help, values and files" {
	needs elvish
	# The editor's names, as far as the scripts use them; they are there on a terminal only.
	in_elvish() {
		"$1" --completions elvish >script.elv
		elvish -c "var edit: = (ns [
			&completion:=(ns [&arg-completer=[&]])
			&complex-candidate~={|name &display=''| put \$name }
			&complete-filename~={|word| put FILES }])
			$(cat script.elv)
			\$edit:completion:arg-completer[$1] $(printf " '%s'" "$@") | each {|c| echo \$c }" | sort
		rm script.elv
	}
	for program in "${programs[@]}"; do
		diff -u <(options_of "$program") <(in_elvish "$program" --)
	done
	in_elvish flamegraph --palette '' | grep -qx java
	[ "$(in_elvish flamegraph -o pl)" = FILES ]
	[ "$(in_elvish difffolded pl)" = FILES ]
	[ "$(in_elvish diff-flamegraph pl)" = FILES ]
	[ "$(in_elvish diff-flamegraph -o '')" = FILES ]
	in_elvish diff-flamegraph --format '' | grep -qx markdown
	[ -z "$(in_elvish diff-flamegraph --title pl)" ]
	[ -z "$(in_elvish flamegraph --title '')" ]
	[ "$(in_elvish cargo-flamegraph -- pl)" = FILES ]
	[ "$(in_elvish collapse-perf --completions '' | head -n 1)" = bash ]
}

# Where PowerShell is not at hand, its script is read as far as its grammar is plain: quotes and
# brackets are in pairs, and every option is there with its help.
@test "powershell offers every option of --help" {
	for program in "${programs[@]}"; do
		"$program" --completions powershell >script.ps1
		diff -u <(options_of "$program") <(grep -oP "^\t\t@\('\K--[a-z-]+(?=', '.*'\)$)" script.ps1 | sort -u)
		sed "s/'[^']*'//g" script.ps1 >bare
		! grep "'" bare || false
		for pair in '{}' '()' '[]'; do
			[ "$(tr -cd "${pair:0:1}" <bare | wc -c)" = "$(tr -cd "${pair:1:1}" <bare | wc -c)" ]
		done
	done
	grep -F "'--completions' { & \$offer @('bash'," script.ps1
	grep -F "'--sort' { & \$offer @('own', 'total', 'share'); return }" script.ps1
}

@test "zsh offers every option of --help, values and files" {
	needs zsh
	for program in "${programs[@]}"; do
		"$program" --completions zsh >"$BATS_TEST_TMPDIR/_$program"
	done
	# A zsh on a terminal, whose compadd tells what it is given. It says when it is ready for
	# the next line: what is typed before that would not be read by its line editor.
	cat >"$BATS_TEST_TMPDIR/.zshrc" <<-'END'
		PS1= PS2=
		fpath=("$ZDOTDIR" $fpath)
		autoload -Uz compinit && compinit -u -D
		compadd() {
			local -a found
			builtin compadd -O found "$@"
			(($#found)) && print -rl -- "OFFER "$^found >>"$ZDOTDIR/offers"
			builtin compadd "$@"
		}
		zle-line-init() { : >"$ZDOTDIR/ready" }
		zle -N zle-line-init
	END
	mkfifo "$BATS_TEST_TMPDIR/keys"
	ZDOTDIR=$BATS_TEST_TMPDIR TERM=dumb script -qec 'zsh -i' /dev/null \
		<"$BATS_TEST_TMPDIR/keys" >/dev/null 3>&- &
	zsh=$!
	exec 9>"$BATS_TEST_TMPDIR/keys"
	await() {
		local end=$((SECONDS + 60))
		until [ -e "$1" ]; do
			[ "$SECONDS" -lt "$end" ] || return 1
			sleep 0.05
		done
	}
	in_zsh() {
		await "$BATS_TEST_TMPDIR/ready"
		rm -f "$BATS_TEST_TMPDIR/ready" "$BATS_TEST_TMPDIR/offers"
		# Ctrl-U empties the line; an empty one would not make it ready again.
		printf '%s\t\025:\n' "$1" >&9
		await "$BATS_TEST_TMPDIR/ready"
		sed -n 's/^OFFER //p' "$BATS_TEST_TMPDIR/offers" | sed 's/=$//' | sort -u
	}
	[ "$(in_zsh 'flamegraph --palette jav')" = java ]
	[ "$(in_zsh 'flamegraph --backend=')" = "$(printf 'dtrace\nperf')" ]
	[ "$(in_zsh 'flamegraph -o pl')" = plain.svg ]
	[ "$(in_zsh 'flamegraph --root=-n --pal')" = --palette ]
	[ "$(in_zsh 'flamegraph -o x -- mkdi')" = mkdir ]
	[ "$(in_zsh 'flamegraph cat pl')" = plain.svg ]
	[ "$(in_zsh 'difffolded pl')" = plain.svg ]
	[ "$(in_zsh 'diff-flamegraph --sort sh')" = share ]
	[ "$(in_zsh 'diff-flamegraph pl')" = plain.svg ]
	[ "$(in_zsh 'cargo-flamegraph -- pl')" = plain.svg ]
	for program in "${programs[@]}"; do
		diff -u <(options_of "$program") <(in_zsh "$program --" | grep -e '^--')
	done
	echo exit >&9
	exec 9>&-
	wait "$zsh"
}
