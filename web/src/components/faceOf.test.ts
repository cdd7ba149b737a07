import { expect, it } from 'vitest'
import { faceOf } from './faceOf.ts'

const address = '0x52908400098527886e0f7030069857d2e4169ee7'

it('gives an account the same face everywhere, however its address is written', () => {
  expect(faceOf(address.toUpperCase().replace('0X', '0x'))).toEqual(faceOf(address))
})

it('gives different accounts different faces', () => {
  const faces = new Set(
    Array.from({ length: 256 }, (_, byte) => {
      const hex = byte.toString(16).padStart(2, '0')
      return JSON.stringify(faceOf(`0x${hex}${address.slice(4, 8)}${hex}${address.slice(10)}`))
    }),
  )
  expect(faces.size).toBeGreaterThan(50)
})
