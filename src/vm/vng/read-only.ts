/** What programs are run in that shall see all of this system and change nothing of it. */

/** Where the folder that may be written appears inside. Short, because the paths of sockets have to be. */
export const writableFolder = '/run/guest';

/**
 * Run with the folder that may be written, NAME FILE pairs of files that may be too, `--`, and a command. /run is covered:
 * what may be written is there. Every mount turns read-only for all that follows in these namespaces.
 */
const enter = `
set -e
mount -t tmpfs -o mode=0755 tmpfs /run
mkdir ${writableFolder}
mount --bind "$1" ${writableFolder}
shift
while [ "$1" != -- ]; do
	: >"/run/$1"
	mount --bind "$2" "/run/$1"
	shift 2
done
shift
cut -d' ' -f5 /proc/self/mountinfo | sort -u | sed 's/\\\\/\\\\0/g' | while read -r escaped; do
	point=$(printf '%b.' "$escaped")
	point=\${point%.}
	case $point in /run | /run/*) continue ;; esac
	# What another mount covers can't be named, and not be written either.
	mount -o remount,bind,ro "$point" 2>/dev/null || ! [ -e "$point" ] || {
		echo "read-only: $point can't be made so" >&2
		exit 1
	}
done
# Opened in there, so that it may be opened again by what it is a descriptor of.
exec </dev/null >/dev/null 2>>${writableFolder}/console.log
exec "$@"
`;

export interface ReadOnlyOptions {
	/** Seen as `writableFolder`, and may be written; its console.log gets the standard error. */
	readonly folder: string;
	/** More files that may be written, by the name that they have below /run. */
	readonly files: Readonly<Record<string, string>>;
	readonly command: readonly string[];
}

/** Where a file of `ReadOnlyOptions` appears inside. */
export function writableFile(name: string): string {
	return `/run/${name}`;
}

/**
 * Arguments of unshare(1) that run a command with the whole system read-only but for what is named. It has processes of its
 * own: when unshare is killed, all that the command started is killed with it.
 */
export function readOnlyArguments({folder, files, command}: ReadOnlyOptions, isRoot: boolean): string[] {
	return [
		...(isRoot ? [] : ['--map-root-user']),
		...['--mount', '--pid', '--fork', '--kill-child', '--mount-proc'],
		...['sh', '-c', enter, 'sh'],
		folder,
		...Object.entries(files).flat(),
		'--',
		...command,
	];
}
