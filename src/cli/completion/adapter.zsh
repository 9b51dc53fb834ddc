# Where the checkout is: above the current folder, else the one that this script was made in.
_cfsbench_checkout() {
	local folder=$PWD
	while [[ -n $folder ]]; do
		if [[ -e $folder/scripts/cfsbench.mjs ]]; then
			print -r -- $folder
			return
		fi
		folder=${folder%/*}
	done
	print -r -- $_cfsbench_made_in
}

# Completes the words behind `cfsbench`, the last of them being the current one.
_cfsbench_reply() {
	local candidate text kind
	local -a plain folders
	while IFS='|' read -r candidate text; do
		case $candidate in
		:*) kind=${candidate#:} ;;
		*/) folders+=($candidate) ;;
		*) plain+=("${candidate//:/\\:}${text:+:$text}") ;;
		esac
	done < <(_cfsbench_candidates "$(_cfsbench_checkout)" "$@")

	# Of --option=value only the value is a file's name.
	[[ $kind != '' && $PREFIX == --*=* ]] && compset -P '*='
	local result=1
	(( $#plain )) && _describe -t cfsbench cfsbench plain && result=0
	(( $#folders )) && compadd -S '' -a folders && result=0
	[[ $kind == file ]] && _files && result=0
	[[ $kind == directory ]] && _files -/ && result=0
	return result
}

# Every way in: `cfsbench`, `npx cfsbench`, `node scripts/cfsbench.mjs`, `npm run vm:test --`.
_cfsbench() {
	local -a typed=("${(@Q)words[1,CURRENT-1]}" "${PREFIX#[\'\"]}")
	local name=${typed[1]:t} index
	case $name in
	cfsbench | cfsbench.mjs)
		_cfsbench_reply "${(@)typed[2,-1]}"
		return
		;;
	npx | node)
		if [[ ${typed[2]:t} == cfsbench(|.mjs) && $#typed -gt 2 ]]; then
			_cfsbench_reply "${(@)typed[3,-1]}"
			return
		fi
		;;
	npm)
		index=${typed[(I)--]}
		if (( index > 1 )); then
			case ${typed[index-1]} in
			vm:test) _cfsbench_reply run "${(@)typed[index+1,-1]}"; return ;;
			vm:shell) _cfsbench_reply shell "${(@)typed[index+1,-1]}"; return ;;
			clean | doctor) _cfsbench_reply ${typed[index-1]} "${(@)typed[index+1,-1]}"; return ;;
			esac
		fi
		;;
	esac
	# None of ours: whoever completed it before.
	local before=${_cfsbench_before[$name]}
	if [[ -n $before ]]; then $before "$@"; else _default "$@"; fi
}

typeset -gA _cfsbench_before
() {
	local name
	for name in npm npx node; do
		if [[ -n ${_comps[$name]-} && ${_comps[$name]} != _cfsbench ]]; then _cfsbench_before[$name]=${_comps[$name]}; fi
	done
}
compdef _cfsbench cfsbench cfsbench.mjs npm npx node
