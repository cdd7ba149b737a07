import { createHash, randomBytes } from 'node:crypto'
import { encodeBase64Url } from 'sparekey'
import { bytesToHex, type Hex } from 'viem'

/** 256 random bits, base64url. */
export const randomToken = (): string => encodeBase64Url(randomBytes(32))
/** 32 random bytes. */
export const random32 = (): Hex => bytesToHex(randomBytes(32))
/** 64 random bytes, base64url: a WebAuthn user handle, which must say nothing about the person. */
export const randomUserHandle = (): string => encodeBase64Url(randomBytes(64))
/** What is stored of a token. */
export const tokenHashOf = (token: string): string => createHash('sha256').update(token).digest('base64url')
