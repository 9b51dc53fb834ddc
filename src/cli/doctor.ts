import type {Command} from 'commander';
import {conclude, formatFinding, setUpFindings} from '../../scripts/setup/findings.mjs';
import {cache} from '../../scripts/setup/places.mjs';
import type {AcceleratorWish} from '../vm/accelerator.ts';
import {examine, type Finding} from '../vm/doctor.ts';
import {withManual} from './help.ts';
import {acceleratorOption} from './options.ts';

interface DoctorOptions {
	readonly kernel?: string;
	readonly accel: AcceleratorWish;
}

/** `cfsbench doctor`: what was found, what is chosen and why, what is missing. */
export function addDoctorCommand(program: Command): void {
	const command = program
		.command('doctor')
		.description('Say what was found, what is chosen and why, and what is missing.')
		.optionsGroup('What to look at')
		.option('--kernel <kernel>', 'look at this kernel instead of the default one')
		.addOption(acceleratorOption())
		.action(async (options: DoctorOptions) => {
			const findings: Finding[] = [];
			const report = (finding: Finding) => {
				findings.push(finding);
				console.log(formatFinding(finding));
			};
			const purpose = {debugKernel: options.kernel === 'debug'};
			for (const finding of await setUpFindings(purpose)) report(finding);
			for await (const finding of examine({kernel: options.kernel, accelerator: options.accel, cache}))
				report(finding);

			const {text, exitCode} = conclude(findings);
			console.log(text);
			process.exitCode = exitCode;
		});
	withManual(command, {
		about: [
			'Installs and builds nothing. Where something is missing, the last lines are the command to type.',
		],
		exitCodes: {0: 'nothing is missing', 2: 'the command line is wrong', 3: 'something is missing'},
		environment: {CFSBENCH_CACHE: 'a folder to use instead of .cache'},
		examples: [
			{does: 'what a run would use', line: 'cfsbench doctor'},
			{
				does: 'whether there is a kernel with headers of that name',
				line: 'cfsbench doctor --kernel linux-image-rt-amd64',
			},
			{does: 'whether guests run on KVM here', line: 'cfsbench doctor --accel kvm'},
		],
		seeAlso: 'docs/kernels.md',
	});
}
