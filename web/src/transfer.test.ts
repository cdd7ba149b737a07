import { expect, it } from 'vitest'
import { formatAmount } from './balances.ts'
import { amountProblem, parseAmount, recipientProblem, transferCall } from './transfer.ts'

const own = '0x52908400098527886e0f7030069857d2e4169ee7'
const other = '0xde709f2102306220921060314715629080e2fb77'
const token = '0x1111111111111111111111111111111111111111'
const usdc = { symbol: 'USDC', decimals: 6, amount: 1_250_500_000n }

it('reads amounts to the last digit, with a point or a comma', () => {
  expect(parseAmount('12.5', 6)).toBe(12_500_000n)
  expect(parseAmount('12,5', 6)).toBe(12_500_000n)
  expect(parseAmount('.000001', 6)).toBe(1n)
  for (const wrong of ['', '.', '1e3', '-1', '1.0000001', '1,000.5', '0x10'])
    expect(parseAmount(wrong, 6)).toBeUndefined()
})

it('says why an amount cannot be sent', () => {
  expect(amountProblem('1250.500001', usdc)).toBe('There are only 1,250.5 USDC.')
  expect(amountProblem('0', usdc)).toContain('more than zero')
  expect(amountProblem('x', usdc)).toContain('6 digits')
  expect(amountProblem('1250.5', usdc)).toBeUndefined()
})

it('says why nobody can be sent to', () => {
  expect(recipientProblem('0x12', own)).toContain('40')
  expect(recipientProblem(own.toUpperCase().replace('0X', '0x'), own)).toContain('your own')
  expect(recipientProblem('0x52908400098527886E0F7030069857D2E4169Ee7', other)).toContain('typing mistake')
  expect(recipientProblem(`0x${'0'.repeat(40)}`, own)).toContain('Nobody')
  expect(recipientProblem(` ${other} `, own)).toBeUndefined()
})

it('moves tokens by their contract and ETH by itself', () => {
  expect(transferCall({ token }, other, 7n)).toMatchObject({ to: token })
  expect(transferCall({ token: undefined }, other, 7n)).toMatchObject({ data: '0x', value: 7n })
})

it('never shows more than there is', () => {
  expect(formatAmount(1_999_999n, 6, 4)).toBe('1.9999')
  expect(formatAmount(1_234_567_000_000n, 6)).toBe('1,234,567')
  expect(formatAmount(1n, 18, 4)).toBe('<0.0001')
  expect(formatAmount(0n, 18)).toBe('0')
})
