// What can stand in the way of a guardian.
import { SparekeyError } from 'sparekey'

/** Somebody chose a guardian that is one already. */
export class AlreadyGuardianError extends SparekeyError {
  override readonly name = 'AlreadyGuardianError'
  override readonly code = 'guardian_already'

  constructor(label: string) {
    super(`This is the same as “${label}”, which you have chosen already.`, {
      details: 'A guardian counts once. Choose another address.',
    })
  }
}

/** The account would guard itself. */
export class OwnAccountError extends SparekeyError {
  override readonly name = 'OwnAccountError'
  override readonly code = 'guardian_own_account'

  constructor() {
    super('This address is the account itself.', {
      details: 'It cannot help when its own passkey is lost. Choose another wallet.',
    })
  }
}

/** No network could say who guards the account. */
export class GuardiansUnknownError extends SparekeyError {
  override readonly name = 'GuardiansUnknownError'
  override readonly code = 'guardians_unknown'

  constructor() {
    super('No network could tell who guards this account now.', {
      details: 'Nothing has changed. Check your connection and try again.',
    })
  }
}

/** Another tab is confirming this set-up. */
export class OtherTabError extends SparekeyError {
  override readonly name = 'OtherTabError'
  override readonly code = 'other_tab'

  constructor() {
    super('Another tab of this browser is confirming this already.', {
      details: 'Go on there, or close it and try again here.',
    })
  }
}

/** What the server says stands for a mailbox does not. */
export class WrongLinkError extends SparekeyError {
  override readonly name = 'WrongLinkError'
  override readonly code = 'link_wrong'

  constructor() {
    super('Our server answered with another guardian than the address that you linked.', {
      details: 'Nothing was linked. Use another guardian, and please tell whoever runs this service.',
    })
  }
}
