import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { Secret } from './Secret.ts'

const text = 'correct horse battery staple stay yo-yo'

describe('Secret', () => {
  it('P-08: shows nothing of itself to whoever prints, logs or stores it', () => {
    const secret = new Secret(text)
    const seen = [`${secret}`, JSON.stringify({ secret }), inspect(secret, { showHidden: true, depth: 5 })]
    for (const one of [...seen, JSON.stringify(Object.entries(secret))]) expect(one).not.toContain('horse')
  })

  it('P-08: nothing of it is copied into state, history, storage or another thread', () => {
    const secret = new Secret(text)
    const kept = [structuredClone(secret), { ...secret }, Object.assign({}, secret), Reflect.ownKeys(secret)]
    for (const one of kept) expect(inspect(one, { showHidden: true, depth: 5 })).not.toContain('horse')
    const thrown = new Error('failed', { cause: secret })
    expect(inspect(thrown, { showHidden: true, depth: 5 })).not.toContain('horse')
    expect(secret.lend((one) => one)).toBe(text)
  })

  it('compares single words without minding case and space around them', () => {
    const secret = new Secret(text)
    expect(secret.length).toBe(6)
    expect(secret.isWord(1, ' Horse ')).toBe(true)
    expect(secret.isWord(1, 'battery')).toBe(false)
    expect(secret.isWord(9, '')).toBe(false)
  })

  it('is empty once it was forgotten', () => {
    const secret = new Secret(text)
    secret.forget()
    expect(secret.lend((one) => one)).toBe('')
    expect(secret.isSame('')).toBe(false)
    expect(secret.length).toBe(0)
  })
})
