// Closes a run with one line that counts it.
export default class CountsReporter {
  onRunComplete(_, { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numFailedTestSuites }) {
    process.stdout.write(`${numPassedTests} passed, ${numFailedTests + (numFailedTests ? 0 : numFailedTestSuites)} failed, ${numPendingTests + numTodoTests} skipped\n`);
  }
}
