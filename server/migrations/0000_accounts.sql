CREATE TABLE "accounts" (
	"address" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"user_handle" text NOT NULL,
	"first_x" text NOT NULL,
	"first_y" text NOT NULL,
	"salt" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "accounts_name_unique" UNIQUE("name"),
	CONSTRAINT "accounts_user_handle_unique" UNIQUE("user_handle")
);
--> statement-breakpoint
CREATE TABLE "reservations" (
	"name" text PRIMARY KEY NOT NULL,
	"flow" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "passkeys" (
	"credential_id" text PRIMARY KEY NOT NULL,
	"account" text NOT NULL,
	"x" text NOT NULL,
	"y" text NOT NULL,
	"label" text NOT NULL,
	"transports" jsonb NOT NULL,
	"user_handle" text NOT NULL,
	"sign_count" bigint NOT NULL,
	"request_hash" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	CONSTRAINT "passkeys_key" UNIQUE("x","y")
);
--> statement-breakpoint
CREATE TABLE "challenges" (
	"challenge" text PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"flow" text NOT NULL,
	"subject" text NOT NULL,
	"data" jsonb NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"account" text NOT NULL,
	"credential_id" text NOT NULL,
	"request_hash" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "guardians" (
	"account" text NOT NULL,
	"signer" text NOT NULL,
	"kind" text NOT NULL,
	"label" text NOT NULL,
	"passphrase_version" integer,
	"position" integer NOT NULL,
	CONSTRAINT "guardians_account_signer_pk" PRIMARY KEY("account","signer")
);
--> statement-breakpoint
CREATE TABLE "invitations" (
	"id" text PRIMARY KEY NOT NULL,
	"account" text NOT NULL,
	"expires" bigint NOT NULL,
	"signature" text NOT NULL,
	"state" text NOT NULL,
	"credential_id" text,
	"x" text,
	"y" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "invitations_credential_id_unique" UNIQUE("credential_id")
);
--> statement-breakpoint
CREATE TABLE "limits" (
	"key" text PRIMARY KEY NOT NULL,
	"count" integer NOT NULL,
	"resets_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "passkeys" ADD CONSTRAINT "passkeys_account_accounts_address_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("address") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_account_accounts_address_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("address") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_credential_id_passkeys_credential_id_fk" FOREIGN KEY ("credential_id") REFERENCES "public"."passkeys"("credential_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "guardians" ADD CONSTRAINT "guardians_account_accounts_address_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("address") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_account_accounts_address_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("address") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "passkeys_account" ON "passkeys" USING btree ("account");--> statement-breakpoint
CREATE INDEX "sessions_account" ON "sessions" USING btree ("account");--> statement-breakpoint
CREATE INDEX "invitations_account" ON "invitations" USING btree ("account");