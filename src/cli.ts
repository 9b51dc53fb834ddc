import {Command, CommanderError} from 'commander';
import {addCompareCommand} from './cli/compare.ts';
import {addDoctorCommand} from './cli/doctor.ts';
import {addImageCommand} from './cli/image.ts';
import {addRunCommand} from './cli/run.ts';
import {addShellCommand} from './cli/shell.ts';
import {BenchError, exitCode} from './errors.ts';

function report(error: unknown): number {
	if (error instanceof BenchError) {
		console.error(`cfsbench: ${error.message}`);
		if (error.detail !== undefined) console.error(error.detail.replace(/^/gm, '  '));
		if (error.remedy !== undefined) console.error(`Remedy: ${error.remedy}`);
		return error.exitCode;
	}

	// Nobody meant this one: the stack is the only help there is.
	console.error('cfsbench: a fault of the bench itself');
	console.error(error);
	return exitCode.infra;
}

const program = new Command('cfsbench')
	.description('Build the composefs driver, boot it in a virtual machine and judge it.')
	.version('0.1.0')
	.showHelpAfterError('(cfsbench --help lists commands and options)')
	.exitOverride();

addRunCommand(program);
addShellCommand(program);
addImageCommand(program);
addCompareCommand(program);
addDoctorCommand(program);

try {
	await program.parseAsync();
} catch (error) {
	// Commander has already written its message, or the help that was asked for.
	if (error instanceof CommanderError)
		process.exitCode = error.exitCode === 0 ? exitCode.good : exitCode.usage;
	else process.exitCode = report(error);
}
