CREATE TABLE "issuer_keys" (
	"issuer" text NOT NULL,
	"kid" text NOT NULL,
	"modulus" text NOT NULL,
	"first_seen_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"gone_at" timestamp (3) with time zone,
	CONSTRAINT "issuer_keys_issuer_modulus_pk" PRIMARY KEY("issuer","modulus")
);
