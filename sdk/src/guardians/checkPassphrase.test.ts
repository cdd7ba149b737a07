import { describe, expect, test } from 'vitest'
import { checkPassphrase } from './checkPassphrase.ts'
import { generatePassphrase } from './generatePassphrase.ts'

describe('P-05 own passphrases', () => {
  test.each([
    ['14 characters', 'kX9$vQ2!pL7@wZ', ['too-short']],
    ['a common password', 'password', ['too-short', 'guessable']],
    ['a long row', 'aaaaaaaaaaaaaaaaaaaaaaaa', ['guessable']],
    ['a keyboard walk', 'qwertyuiopasdfghjkl', ['guessable']],
    ['common words', 'iloveyouiloveyou1', ['guessable']],
    ['three common words, though of score 4', 'correct horse battery', ['guessable']],
    ['a full-width common password', 'ｐａｓｓｗｏｒｄｐａｓｓｗｏｒｄ', ['guessable']],
  ])('%s is refused', async (_, phrase, problems) => {
    expect(await checkPassphrase(phrase)).toMatchObject({ strong: false, problems })
  })

  test('length is counted after NFKC, in characters and not in bytes or halves', async () => {
    expect((await checkPassphrase('  \u200eu\u0308ber 🎉 ')).characters).toBe(6)
  })

  test.each([
    ['random characters', 'kX9$vQ2!pL7@wZx'],
    ['a sentence of one’s own', 'seven herons argue about Tuesday in the tin library'],
  ])('%s are accepted', async (_, phrase) => {
    const verdict = await checkPassphrase(phrase)
    expect(verdict).toMatchObject({ strong: true, problems: [], score: 4 })
    expect(verdict.guesses).toBeGreaterThanOrEqual(1e14)
  })

  test('generated phrases always pass', async () => {
    for (let i = 0; i < 20; i++)
      expect(await checkPassphrase(generatePassphrase())).toMatchObject({ strong: true })
  })

  test('what others know of the person counts as known', async () => {
    const phrase = 'Wolfeschlegelsteinhausen'
    expect((await checkPassphrase(phrase)).strong).toBe(true)
    expect((await checkPassphrase(phrase, [phrase])).strong).toBe(false)
  })

  test('advice says how to do better', async () => {
    expect((await checkPassphrase('iloveyouiloveyou1')).advice.length).toBeGreaterThan(0)
  })
})
