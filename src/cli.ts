import {Command, CommanderError} from 'commander';
import {addCleanCommand} from './cli/clean.ts';
import {addCompareCommand} from './cli/compare.ts';
import {addDoctorCommand} from './cli/doctor.ts';
import {addImageCommand} from './cli/image.ts';
import {reportError} from './cli/report-error.ts';
import {addRunCommand} from './cli/run.ts';
import {addShellCommand} from './cli/shell.ts';
import {exitCode} from './errors.ts';

const program = new Command('cfsbench')
	.description('Build the composefs driver, boot it in a virtual machine and judge it.')
	.version('0.1.0')
	.showHelpAfterError('(cfsbench --help lists commands and options)')
	.exitOverride();

addRunCommand(program);
addShellCommand(program);
addCleanCommand(program);
addImageCommand(program);
addCompareCommand(program);
addDoctorCommand(program);

try {
	await program.parseAsync();
} catch (error) {
	// Commander has already written its message, or the help that was asked for.
	if (error instanceof CommanderError)
		process.exitCode = error.exitCode === 0 ? exitCode.good : exitCode.usage;
	else process.exitCode = reportError(error);
}
