/** native/syscall_error.cc and native/errno_table.cc */
export interface ErrnoCalls {
	/** The name of a positive errno as `SyscallError.code` has it: 117 is `EUCLEAN`. */
	errnoName(error: number): string;
}
