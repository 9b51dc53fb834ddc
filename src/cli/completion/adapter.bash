# shellcheck shell=bash
# Where the checkout is: above the current folder, else the one that this script was made in.
_cfsbench_checkout() {
	local folder=$PWD
	while [[ -n $folder ]]; do
		if [[ -e $folder/scripts/cfsbench.mjs ]]; then
			printf '%s\n' "$folder"
			return
		fi
		folder=${folder%/*}
	done
	printf '%s\n' "${_cfsbench_made_in-}"
}

# Completes the words behind `cfsbench`, the last of them being the current one.
_cfsbench_reply() {
	local current=${*: -1} checkout candidate prefix='' kind='' break
	checkout=$(_cfsbench_checkout)
	# Outside of quotes bash takes what is behind the last = or : for the word, and wants no more than that.
	for break in = :; do
		if [[ -z $_cfsbench_quote && $COMP_WORDBREAKS == *$break* && $current == *$break* ]]; then
			prefix=${current%"${current##*"$break"}"}
		fi
	done

	COMPREPLY=()
	while IFS='|' read -r candidate _; do
		case $candidate in
		:*) kind=${candidate#:} ;;
		"$current"*) COMPREPLY+=("${candidate#"$prefix"}") ;;
		esac
	done < <(_cfsbench_candidates "$checkout" "$@")

	if [[ -n $kind ]]; then
		local -a paths=()
		local behind=${current#"$prefix"} flag=-f
		if [[ $kind == directory ]]; then flag=-d; fi
		mapfile -t paths < <(compgen "$flag" -- "${behind/#\~\//$HOME/}")
		# readline asks the filesystem what is a folder, and quotes spaces.
		if [[ ${#COMPREPLY[@]} -eq 0 ]]; then compopt -o filenames 2>/dev/null; fi
		COMPREPLY+=("${paths[@]}")
	elif [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == */ ]]; then
		compopt -o nospace 2>/dev/null
	fi
}

# Every way in: `cfsbench`, `npx cfsbench`, `node scripts/cfsbench.mjs`, `npm run vm:test --`.
_cfsbench() {
	local -a words=()
	read -ra words <<<"${COMP_LINE:0:COMP_POINT}"
	if [[ ${COMP_LINE:0:COMP_POINT} == *[[:space:]] ]]; then words+=(''); fi
	# A quote that was opened is no part of the word.
	local index current=${words[-1]} _cfsbench_quote=''
	words[-1]=${current#[\'\"]}
	_cfsbench_quote=${current%"${words[-1]}"}
	case ${words[0]##*/} in
	cfsbench | cfsbench.mjs) _cfsbench_reply "${words[@]:1}" && return ;;
	npx | node)
		if [[ ${words[1]##*/} == cfsbench?(.mjs) && ${#words[@]} -gt 2 ]]; then
			_cfsbench_reply "${words[@]:2}" && return
		fi
		;;
	npm)
		for index in "${!words[@]}"; do
			if [[ ${words[index]} != -- ]]; then continue; fi
			case ${words[index - 1]} in
			vm:test) _cfsbench_reply run "${words[@]:index+1}" && return ;;
			vm:shell) _cfsbench_reply shell "${words[@]:index+1}" && return ;;
			clean | doctor) _cfsbench_reply "${words[index - 1]}" "${words[@]:index+1}" && return ;;
			esac
			break
		done
		;;
	esac
	# None of ours: whoever completed it before.
	local before=_cfsbench_before_${words[0]##*/}
	if declare -F "${!before-}" >/dev/null; then "${!before}" "$@"; fi
}

_cfsbench_install() {
	local name loader
	complete -o bashdefault -o default -F _cfsbench cfsbench cfsbench.mjs
	for name in npm npx node; do
		for loader in _comp_load _completion_loader; do
			if ! complete -p "$name" &>/dev/null && declare -F "$loader" >/dev/null; then "$loader" "$name" &>/dev/null; fi
		done
		if [[ $(complete -p "$name" 2>/dev/null) =~ -F\ ([^ ]+) && ${BASH_REMATCH[1]} != _cfsbench ]]; then
			printf -v "_cfsbench_before_$name" '%s' "${BASH_REMATCH[1]}"
		fi
		complete -o bashdefault -o default -F _cfsbench "$name"
	done
}
_cfsbench_install
unset -f _cfsbench_install
