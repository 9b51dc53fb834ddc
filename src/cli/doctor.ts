import {type Command, Option} from 'commander';
import {conclude, formatFinding, setUpFindings} from '../../scripts/setup/findings.mjs';
import {cache} from '../../scripts/setup/places.mjs';
import type {AcceleratorWish} from '../vm/accelerator.ts';
import {examine, type Finding} from '../vm/doctor.ts';

interface DoctorOptions {
	readonly kernel?: string;
	readonly accel: AcceleratorWish;
}

/** `cfsbench doctor`: what was found, what is chosen and why, what is missing. */
export function addDoctorCommand(program: Command): void {
	program
		.command('doctor')
		.description(
			'Say what was found, what is chosen and why, and what is missing. Installs and builds nothing.',
		)
		.option('--kernel <package>', 'look at this kernel instead of the default one')
		.addOption(
			new Option('--accel <which>', 'what runs the guests').choices(['auto', 'kvm', 'tcg']).default('auto'),
		)
		.addHelpText(
			'after',
			'\nExit codes: 0 nothing is missing, 3 something is; the last lines say what to do.',
		)
		.action(async (options: DoctorOptions) => {
			const findings: Finding[] = [];
			const report = (finding: Finding) => {
				findings.push(finding);
				console.log(formatFinding(finding));
			};
			for (const finding of await setUpFindings()) report(finding);
			for await (const finding of examine({kernel: options.kernel, accelerator: options.accel, cache}))
				report(finding);

			const {text, exitCode} = conclude(findings);
			console.log(text);
			process.exitCode = exitCode;
		});
}
