// The phone is gone, and with it the passkey. A Google account and a passphrase were linked before: both together bring the
// account back within minutes, Google alone after 72 hours.
import { expect, test } from 'vitest'
import { dev, eventually, owned, recoveries } from './chain.ts'
import { accept, addPassphrase, expectTakenOver, findByName, loseProtected, makeNewPasskey } from './flows.ts'
import { addGoogle, idTokens, serverLog, signInHere, signInWithGoogle } from './google.ts'
import { Leaks } from './leaks.ts'
import { Person } from './people.ts'

test('Google and a passphrase together give the account back at once', async () => {
  const { account, added: passphrase } = await loseProtected('alice-google', async (owner) => {
    await addGoogle(owner)
    return addPassphrase(owner)
  })

  const again = await Person.arrive()
  const [leaks, tokens] = [new Leaks(again), idTokens(again)]
  await findByName(again, 'alice-google')
  await again.sees('A Google account')
  const { hash, newSigner } = await makeNewPasskey(again)
  await again.write('Passphrase', passphrase)
  await again.press('Approve with the passphrase')
  await again.find('heading', 'One guardian has approved').waitFor({ timeout: 60_000 })
  await signInWithGoogle(again)
  await again.seesHeading('2 guardians have approved')
  expect(await recoveries(account.address, hash)).toEqual(['none', 'none'])
  await again.press('Go on')
  await accept(again)
  await expectTakenOver(account, newSigner)

  // J-31: the token is in no address, no header, no console and no log.
  const parts = tokens.flatMap((token) => token.split('.').slice(1))
  expect(parts).toHaveLength(2)
  for (const part of parts) {
    expect(leaks.inAddresses(part)).toEqual([])
    expect(serverLog()).not.toContain(part)
  }
  expect(again.complaints).toEqual([])
})

test('Google alone gives the account back after 72 hours, found by signing in', async () => {
  const { account } = await loseProtected('bob-google', (owner) => addGoogle(owner, 'Bob'))

  // A new phone, which has no windows beside each other.
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
  const again = await Person.arrive(phone)
  await again.open()
  await again.follow('Lost passkey?')
  await again.choose('radio', /^I lost the device/)
  await again.press('Not there – find my account')
  await signInHere(again, 'Bob', 'Find it with Google')
  await again.press('bob-google')
  await again.sees('Alone: opens after 72 hours.')
  const { hash, newSigner } = await makeNewPasskey(again)

  // Somebody else's account first: it is no guardian, and the page says so.
  await signInHere(again, 'Ada')
  await again.isTold(/This is not the account that was linked as a guardian\./)
  await signInHere(again, 'Bob', 'Sign in with Google again')
  await again.seesHeading('One guardian has approved')
  await again.press('Start the waiting time now')
  await eventually(() => recoveries(account.address, hash), ['waiting', 'waiting'])
  expect(await owned(account.address, newSigner)).toEqual([false, false])
  await dev('skip', { seconds: 72 * 3600 + 60 })
  await accept(again)
  await expectTakenOver(account, newSigner)
  expect(again.complaints).toEqual([])
})
