// What server and web say to each other, as zod schemas: the server validates with them and makes its OpenAPI document of
// them, the web app parses every answer with them. Numbers of 256 bits are decimal strings; bytes are 0x-hex, lower case.
import { z } from 'zod'

/** 0x-hex of whole bytes. */
export const hexSchema = z.templateLiteral(['0x', z.string().regex(/^(?:[0-9a-f]{2})*$/)])
/** 32 bytes. */
export const bytes32Schema = z.templateLiteral(['0x', z.string().regex(/^[0-9a-f]{64}$/)])
/** 20 bytes, lower case; show it with its checksum. */
export const addressSchema = z.templateLiteral(['0x', z.string().regex(/^[0-9a-f]{40}$/)])
/** A name: one name space, no look-alikes (lower-case ASCII, digits, single hyphens inside). */
export const nameSchema = z.string().regex(/^[a-z0-9](-?[a-z0-9]){2,29}$/)
/** P-256, affine. */
export const publicKeySchema = z.strictObject({ x: bytes32Schema, y: bytes32Schema })
/** An answer of `navigator.credentials`, as @simplewebauthn/browser gives it; its inside is checked when it is verified. */
export const credentialSchema = z.looseObject({ id: z.string().max(1500), type: z.literal('public-key') })
/**
 * A label that a person gives to a passkey or guardian, in any script. Not in it: control characters, halves of characters
 * and marks that turn the direction of what is around them, with which a label could pass for another one.
 */
export const labelSchema = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]*$/u)
/** As far as the contracts count: uint32 and uint40. */
const epochSchema = z.int().nonnegative().max(0xffff_ffff)
/** Unix seconds. */
export const deadlineSchema = z.int().positive().max(0xff_ffff_ffff)

/** One chain as the browser uses it. */
export const networkSchema = z.strictObject({
  chainId: z.int().positive(),
  name: z.string(),
  rpcUrl: z.url(),
  bundlerUrl: z.url(),
  /** Block from which events can be looked for. */
  fromBlock: z.string().regex(/^\d+$/),
  tokens: z.array(z.strictObject({ symbol: z.string(), address: addressSchema, decimals: z.int() })),
})

/** What kinds of guardians there are; see `GuardianKind`. */
const guardianKindSchema = z.enum(['wallet', 'passphrase', 'passkey', 'oidc', 'email'])
/** Seconds; at most the longest delay of a policy. */
const delaySchema = z
  .int()
  .nonnegative()
  .max(30 * 86_400)

/** How the operator helps with recoveries. What guardians and chains do without the server is not touched by it. */
export const recoverySettingsSchema = z.strictObject({
  /** For all accounts, only for those that the operator has enabled, or for none. */
  mode: z.enum(['all', 'on-request', 'off']),
  /** Kinds of guardians that can be added. */
  kinds: z.array(guardianKindSchema).max(5),
  /** Seconds that one guardian alone must wait at least in a policy that is set up here, by the way it was chosen. */
  minimumDelay: z.strictObject({
    balanced: delaySchema,
    simple: delaySchema,
    strict: delaySchema,
    custom: delaySchema,
  }),
})

/** GET /api/config: what a browser needs before it can do anything. */
export const configSchema = z.strictObject({
  rpId: z.string(),
  origin: z.url(),
  networks: z.array(networkSchema),
  /** The staked contract in front of the account factory. */
  factoryStaker: addressSchema,
  /** Who can be a guardian by signing in; how, `GET /api/oidc` says. */
  oidc: z
    .strictObject({
      /** What people call it: "Google". */
      name: z.string(),
      /** OidcGuardian, the same on all networks. */
      guardian: addressSchema,
    })
    .optional(),
  /** Who can be a guardian by reading a mailbox. */
  email: z
    .strictObject({
      /** EmailGuardian, the same on all networks. */
      guardian: addressSchema,
      /** The one address that all mail comes from. */
      from: z.string(),
    })
    .optional(),
  /** Signed messages to owners' own servers, if any are sent. */
  webhooks: z
    .strictObject({
      /** By what they are verified: `whpk_` and base64 of an Ed25519 key. */
      publicKey: z.string(),
    })
    .optional(),
  /** What the operator has to say where products of others are named. */
  legalNotice: z.string().optional(),
  recovery: recoverySettingsSchema,
})

/** GET /api/oidc: what a browser needs to send somebody to the OpenID issuer. */
export const oidcSchema = z.strictObject({
  /** `iss` of its tokens. */
  issuer: z.url(),
  clientId: z.string(),
  authorizationEndpoint: z.url(),
  redirectUri: z.url(),
})

/** POST /api/oidc/token and /api/oidc/link: for the browser that began; whoever uses it checks it. */
export const idTokenSchema = z.strictObject({
  /** JWS compact serialisation. */
  idToken: z.string(),
  /** Of the key that signed it, big endian: networks know keys by it. */
  modulus: hexSchema,
})

/** A public account: names and addresses are public. */
export const accountSchema = z.strictObject({
  name: nameSchema,
  address: addressSchema,
  /** The passkey and salt that the address commits to. */
  firstPublicKey: publicKeySchema,
  salt: bytes32Schema,
  createdAt: z.iso.datetime(),
})

/** A session: `full` after the chain was read, `recovery` for a new passkey whose recovery has not been executed. */
export const sessionSchema = z.strictObject({
  kind: z.enum(['full', 'recovery']),
  account: accountSchema,
  credentialId: z.string(),
  publicKey: publicKeySchema,
  /** The recovery that a `recovery` session may see and accept. */
  requestHash: bytes32Schema.optional(),
})

/** What is kept of a passkey beside the chain. */
export const passkeySchema = z.strictObject({
  credentialId: z.string(),
  publicKey: publicKeySchema,
  label: labelSchema,
  transports: z.array(z.string()),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
})

/** What is kept of a guardian beside the chain: nobody but its owner is told. */
export const guardianLabelSchema = z.strictObject({
  /** ERC-7913 signer. */
  signer: hexSchema,
  kind: guardianKindSchema,
  label: labelSchema,
  passphraseVersion: z.int().positive().max(1_000).optional(),
})

/** A request as JSON; `requestFromJson` and `requestToJson` convert. */
export const requestSchema = z.strictObject({
  account: addressSchema,
  newSigner: hexSchema,
  replace: z.boolean(),
  deadline: deadlineSchema,
  scopes: z
    .array(z.strictObject({ chainId: z.string().regex(/^[1-9]\d{0,77}$/), epoch: epochSchema }))
    .min(1)
    .max(32),
})

/** One guardian's gathered approval; contract wallets may bind one chain, then it counts there only. */
export const approvalSchema = z.strictObject({
  signer: hexSchema,
  signature: hexSchema,
  chainId: z.int().positive().nullable(),
})

/** What the relayer does for a request on one chain. */
export const submissionSchema = z.strictObject({
  chainId: z.int().positive(),
  action: z.enum(['create', 'start', 'execute', 'recover', 'cancel']),
  state: z.enum(['queued', 'sent', 'done', 'failed']),
  transactionHash: bytes32Schema.nullable(),
  /** Why it failed, in a sentence for the person. */
  error: z.string().nullable(),
})

/** GET /api/requests/:hash – everything that was gathered; the browser compares it with the chains. */
export const gatheredRequestSchema = z.strictObject({
  hash: bytes32Schema,
  request: requestSchema,
  account: accountSchema,
  newPasskeyLabel: labelSchema,
  approvals: z.array(approvalSchema),
  isAccepted: z.boolean(),
  submissions: z.array(submissionSchema),
  createdAt: z.iso.datetime(),
})

/** An invitation to become somebody's guardian with a passkey. */
export const invitationSchema = z.strictObject({
  id: bytes32Schema,
  account: accountSchema,
  expires: deadlineSchema,
  /** The owner's signature over `invitationDigest`, which the friend's browser checks on chain. */
  signature: hexSchema,
  state: z.enum(['open', 'accepted', 'declined']),
  /** The friend's passkey, once accepted. */
  publicKey: publicKeySchema.nullable(),
})

/** A P-256 point, compressed (SEC 1, 33 bytes): to whom a code is sealed. */
export const sealKeySchema = z.templateLiteral(['0x', z.string().regex(/^0[23][0-9a-f]{64}$/)])
/** What somebody typed as an e-mail address; `canonicalMailbox` says whether it is one. */
export const mailboxSchema = z
  .string()
  .min(3)
  .max(254)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u)

/** POST /api/email/codes: asks for a code for a recovery. The answer is the same whether it was sent or not. */
export const codeRequestSchema = z.strictObject({
  requestHash: bytes32Schema,
  address: mailboxSchema,
  publicKey: sealKeySchema,
})

/** POST /api/email/links: has a mailbox proved that is to be a guardian, or be told. */
export const linkRequestSchema = z.strictObject({
  purpose: z.enum(['guardian', 'contact']),
  address: mailboxSchema,
  publicKey: sealKeySchema,
  /** Of a guardian's commitment; without it the server takes a random one. */
  salt: bytes32Schema.optional(),
})

/** A code was asked for: what it will be bound to. */
export const codeSchema = z.strictObject({
  id: z.string().regex(/^[\w-]{43}$/),
  /** Last second in which it counts, Unix seconds by the server's clock. */
  expires: deadlineSchema,
  /** The request's hash, or a random one. */
  subject: bytes32Schema,
})

/** The credential's signature over `codeProofDigest`. */
export const codeProofSchema = z.strictObject({
  signature: z.templateLiteral(['0x', z.string().regex(/^[0-9a-f]{130}$/)]),
})

/** Where an owner wants to be told. */
export const contactSchema = z.strictObject({
  id: z.string().regex(/^[\w-]{43}$/),
  kind: z.enum(['email', 'webhook']),
  /** An e-mail address or a URL. */
  address: z.string(),
  /** Whether it is told of security only. */
  isMuted: z.boolean(),
  createdAt: z.iso.datetime(),
})

/** POST /api/contacts: a URL that is called when there is something to tell. */
export const webhookSchema = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .regex(/^[^\s\p{Cc}\p{Cs}]+$/u),
})

/** POST /api/email/links/:id/proof: `signer` and `salt` of a guardian, or the contact. */
export const linkedSchema = z.strictObject({
  /** EmailGuardian ‖ commitment. */
  signer: hexSchema.optional(),
  salt: bytes32Schema.optional(),
  contact: contactSchema.optional(),
})

/** POST /api/email/accounts: has the accounts of a mailbox sent there. */
export const findByMailSchema = z.strictObject({ address: mailboxSchema })

/** What a mail's link for unsubscribing names. */
export const unsubscribeTokenSchema = z.string().regex(/^[\w-]{43}\.[0-9a-f]{64}$/)

/** RFC 9457: how every refusal is answered. */
export const problemSchema = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  /** Stable code of a closed list. */
  code: z.string(),
  detail: z.string(),
})

/** @see configSchema */
export type Config = z.infer<typeof configSchema>
/** @see recoverySettingsSchema */
export type RecoverySettings = z.infer<typeof recoverySettingsSchema>
/** @see oidcSchema */
export type OidcJson = z.infer<typeof oidcSchema>
/** @see networkSchema */
export type NetworkConfig = z.infer<typeof networkSchema>
/** @see accountSchema */
export type AccountJson = z.infer<typeof accountSchema>
/** @see sessionSchema */
export type SessionJson = z.infer<typeof sessionSchema>
/** @see passkeySchema */
export type PasskeyJson = z.infer<typeof passkeySchema>
/** @see guardianLabelSchema */
export type GuardianLabel = z.infer<typeof guardianLabelSchema>
/** @see requestSchema */
export type RequestJson = z.infer<typeof requestSchema>
/** @see approvalSchema */
export type ApprovalJson = z.infer<typeof approvalSchema>
/** @see submissionSchema */
export type Submission = z.infer<typeof submissionSchema>
/** @see gatheredRequestSchema */
export type GatheredRequest = z.infer<typeof gatheredRequestSchema>
/** @see invitationSchema */
export type InvitationJson = z.infer<typeof invitationSchema>
/** @see codeSchema */
export type CodeJson = z.infer<typeof codeSchema>
/** @see contactSchema */
export type ContactJson = z.infer<typeof contactSchema>
/** @see linkedSchema */
export type LinkedJson = z.infer<typeof linkedSchema>
/** @see problemSchema */
export type Problem = z.infer<typeof problemSchema>
