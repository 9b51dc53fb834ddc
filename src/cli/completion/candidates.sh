# shellcheck shell=sh
# What may follow in a command line of cfsbench, for any shell. `cfsbench completion` puts before it
# _cfsbench_table, which prints the commands and options, and _cfsbench_groups, the groups that always are.

# _cfsbench_candidates CHECKOUT WORD ... CURRENT: the words behind `cfsbench`, the last of them being completed.
# Prints `candidate|description` lines for the current word; `:file` or `:directory` where it names one.
_cfsbench_candidates() (
	# A subshell: what is set in it stays in it.
	if [ -n "${ZSH_VERSION-}" ]; then emulate sh; fi
	_cfsbench_walk "$@"
)

_cfsbench_walk() {
	checkout=$1
	shift
	suites=$checkout/test/suites matrix=$checkout/matrix.toml
	path='' position=1 wanted='' optional='' rest=''
	table=$(_cfsbench_table)

	while [ $# -gt 1 ]; do
		word=$1
		shift
		optional=''
		if [ -n "$wanted" ]; then
			_cfsbench_note "$option" "$word"
			wanted=''
			continue
		fi
		case $word in
		--) ;;
		--*=*)
			_cfsbench_note "${word%%=*}" "${word#*=}"
			rest=''
			;;
		-*)
			option=$word rest=''
			value=$(_cfsbench_value "$word")
			case $value in
			'?'*) optional=${value#?} ;;
			+*) rest=${value#?} ;;
			*) wanted=$value ;;
			esac
			;;
		*)
			if [ -n "$rest" ]; then :
			elif _cfsbench_find command "$word" >/dev/null; then path=${path:+$path }$word position=1
			else position=$((position + 1)); fi
			;;
		esac
	done

	current=$1
	if [ -n "$wanted" ]; then _cfsbench_of "$wanted"
	else case $current in
		--*=*)
			option=${current%%=*}
			value=$(_cfsbench_value "$option")
			current=${current#*=}
			_cfsbench_of "${value#[?+]}" | while IFS= read -r line; do
				case $line in
				:*) printf '%s\n' "$line" ;;
				*) printf '%s=%s\n' "$option" "$line" ;;
				esac
			done
			;;
		-*) printf '%s\n' "$table" | while IFS='|' read -r at type word _ text; do
				if [ "$at" = "$path" ] && [ "$type" = option ]; then printf '%s|%s\n' "$word" "$text"; fi
			done ;;
		*)
			if [ -n "$rest$optional" ]; then _cfsbench_of "${rest:-$optional}"; fi
			if [ -z "$rest" ]; then
				_cfsbench_of command
				_cfsbench_of "$(_cfsbench_find argument "$position" || _cfsbench_find argument '*')"
			fi
			;;
		esac
	fi
}

# Options that say where to look for the others' values.
_cfsbench_note() {
	case $2 in
	/*) place=$2 ;;
	*) place=$PWD/$2 ;;
	esac
	case $1 in
	--suites) suites=$place ;;
	--matrix) matrix=$place ;;
	esac
}

# _cfsbench_find TYPE WORD: the value of that line of the command's table; fails where there is none.
_cfsbench_find() {
	printf '%s\n' "$table" | {
		while IFS='|' read -r at type word value _; do
			if [ "$at" = "$path" ] && [ "$type" = "$1" ] && [ "$word" = "$2" ]; then
				printf '%s\n' "$value"
				exit 0
			fi
		done
		exit 1
	}
}

_cfsbench_value() {
	_cfsbench_find option "$1"
}

# Candidates of one kind, as table.ts names them.
_cfsbench_of() {
	case $1 in
	none | unknown) ;;
	=*) printf '%s\n' "${1#=}" | tr ' ' '\n' ;;
	file) echo :file ;;
	directory) echo :directory ;;
	command) printf '%s\n' "$table" | while IFS='|' read -r at type word _ text; do
			if [ "$at" = "$path" ] && [ "$type" = command ]; then printf '%s|%s\n' "$word" "$text"; fi
		done ;;
	case) _cfsbench_cases ;;
	group)
		{
			_cfsbench_groups
			sed -n 's/^[[:space:]]*groups: \[\(.*\)\].*/\1/p' "$suites"/*/*.ts | tr -cs 'a-z0-9._\n-' '\n'
		} 2>/dev/null | sed '/^$/d' | sort -u
		;;
	target) sed -n "s/^name *= *['\"]\\(.*\\)['\"].*/\\1/p" "$matrix" 2>/dev/null ;;
	event)
		echo 'composefs:*|all events of the driver'
		sed -n 's/^\(TRACE_EVENT\|DEFINE_EVENT\)(\([a-z0-9_]*\),.*/composefs:\2/p' "$checkout"/kernel/*.h 2>/dev/null
		;;
	kernel)
		printf '%s\n' 'debug|with KASAN, lockdep and kmemleak' 'host|the one that runs here'
		case $current in
		.* | */*) echo :file ;;
		linux-*) apt-cache pkgnames "$current" 2>/dev/null | grep '^linux-image-' | grep -v -e '-dbg$' -e '-unsigned$' ;;
		esac
		;;
	run)
		printf '%s\n' 'last|the latest that came to its end' 'last~1|the one before it'
		for run in "$checkout"/runs/*/summary.json; do
			if [ -e "$run" ]; then
				run=${run%/*}
				echo "${run##*/}"
			fi
		done
		;;
	esac
}

# Suites first, as folders are; behind a slash the cases of that suite. What is in no suite may be a path.
_cfsbench_cases() {
	case $current in
	*/*)
		suite=${current%%/*}
		if [ ! -d "$suites/$suite" ]; then
			echo :file
			return
		fi
		for file in "$suites/$suite"/*.ts; do
			name=${file##*/}
			case $name in
			_* | '*.ts') ;;
			*) echo "$suite/${name%.ts}" ;;
			esac
		done
		;;
	*)
		for folder in "$suites"/*/; do
			name=${folder%/}
			name=${name##*/}
			case $name in
			_* | '*') ;;
			*) echo "$name/" ;;
			esac
		done
		;;
	esac
}
