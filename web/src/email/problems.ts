// What can go wrong with a code that was asked for.
import { SparekeyError } from 'sparekey'

/** The 15 minutes have passed, or what opens the code is gone. */
export class CodeOverError extends SparekeyError {
  override readonly name = 'CodeOverError'
  override readonly code = 'code_over'

  constructor() {
    super('This code is over.', { details: 'Nothing has changed. Send a new one.' })
  }
}

/** The server answered about something else than what was asked. */
export class WrongCodeAnswerError extends SparekeyError {
  override readonly name = 'WrongCodeAnswerError'
  override readonly code = 'code_answer_wrong'

  constructor() {
    super('Our server answered about something else than what this page asked for.', {
      details: 'Nothing has changed. Reload the page, and please tell us.',
    })
  }
}
