// E-18: what opens a code, and what was in it, is gone from the browser when the code is used or its quarter of an hour is over.
import type { CDPSession } from 'playwright-core'
import { expect, test } from 'vitest'
import { recoveries } from './chain.ts'
import { findByName, makeNewPasskey } from './flows.ts'
import { codeIn } from './inbox.ts'
import { Leaks } from './leaks.ts'
import { askForCode, codeSubject, newMailAfter, ownerWithMailbox, paste } from './mailbox.ts'
import { Person } from './people.ts'

/** Milliseconds after which a code is over. */
const tooLong = 15 * 60_000 + 1_000

test('E-18: no key is left in the page, in its storage or in its memory once a code is used or over', async () => {
  const { owner, account, mailbox } = await ownerWithMailbox('ivy-leaves-nothing')
  await owner.context.close()
  const ivy = await Person.arrive()
  const [leaks, opened] = [new Leaks(ivy), await whatIsOpened(ivy)]
  await ivy.page.clock.install()
  await findByName(ivy, 'ivy-leaves-nothing', 'I deleted the passkey')
  const { hash } = await makeNewPasskey(ivy)

  // Asked for, never used: the key is there, cannot be read, and goes when the time is over.
  await askForCode(ivy, mailbox)
  expect(await keysIn(ivy)).toEqual(['secret'])
  await ivy.page.clock.fastForward(tooLong)
  await ivy.sees('This code is over')
  expect(await keysIn(ivy)).toEqual([])
  expect(await ivy.page.evaluate(() => Object.keys(sessionStorage))).not.toContainEqual(
    expect.stringMatching(/code/),
  )

  // Used: the credential has signed, and nothing of it stays.
  const mail = await newMailAfter(mailbox, codeSubject, () => ivy.press('Send a new code'))
  await paste(ivy, codeIn(mail))
  await ivy.seesHeading('One guardian has approved')
  expect(await recoveries(account.address, hash)).toEqual(['none', 'none'])
  expect(await keysIn(ivy)).toEqual([])
  await ivy.page.clock.fastForward(tooLong)
  expect(opened).toHaveLength(1)
  const [credential = Buffer.alloc(32)] = opened
  expect(await leaks.of(credential)).toEqual([])
  const heap = await heapOf(await ivy.context.newCDPSession(ivy.page))
  expect(heap).toContain('One guardian has approved')
  for (const form of [
    credential.toString('hex'),
    credential.toString('base64'),
    BigInt(`0x${credential.toString('hex')}`).toString(),
  ])
    expect(heap.includes(form), 'the credential in memory').toBe(false)
  expect(ivy.complaints).toEqual([])
})

/** The plaintext of whatever a page opens with AES from now on: of codes, 32 bytes. */
async function whatIsOpened(person: Person): Promise<Buffer[]> {
  const opened: Buffer[] = []
  await person.context.exposeFunction('tellOpened', (bytes: number[]) => {
    if (bytes.length === 32) opened.push(Buffer.from(bytes))
  })
  await person.context.addInitScript(() => {
    const decrypt = SubtleCrypto.prototype.decrypt
    SubtleCrypto.prototype.decrypt = async function (...given) {
      const plain = await Reflect.apply(decrypt, this, given)
      const { tellOpened } = globalThis as unknown as { tellOpened(bytes: number[]): Promise<void> }
      await tellOpened([...new Uint8Array(plain)])
      return plain
    }
  })
  return opened
}

/** The private keys that a page's databases hold, and whether a script can read them. */
function keysIn(person: Person): Promise<string[]> {
  return person.page.evaluate(async () => {
    const answer = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
      })
    const found: string[] = []
    const look = async (value: unknown): Promise<void> => {
      if (value instanceof CryptoKey) {
        if (value.type !== 'private') return
        const isSecret = await crypto.subtle.exportKey('pkcs8', value).then(
          () => false,
          () => true,
        )
        found.push(isSecret ? 'secret' : 'readable')
      } else if (typeof value === 'object' && value !== null)
        for (const member of Object.values(value)) await look(member)
    }
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await answer(indexedDB.open(name))
      for (const store of database.objectStoreNames)
        for (const entry of await answer(database.transaction(store).objectStore(store).getAll()))
          await look(entry)
      database.close()
    }
    return found
  })
}

/** Everything that scripts of a page still hold, as text. */
async function heapOf(session: CDPSession): Promise<string> {
  const chunks: string[] = []
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk))
  await session.send('HeapProfiler.enable')
  await session.send('HeapProfiler.collectGarbage')
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  await session.detach()
  return chunks.join('')
}
