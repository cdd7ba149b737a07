CREATE TABLE "codes" (
	"id" text PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"subject" text NOT NULL,
	"account" text NOT NULL,
	"credential" text NOT NULL,
	"address_hash" text NOT NULL,
	"signer" text,
	"sealed_address" text,
	"sealed_salt" text,
	"tries" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "contacts" (
	"id" text PRIMARY KEY NOT NULL,
	"account" text NOT NULL,
	"kind" text NOT NULL,
	"sealed_address" text NOT NULL,
	"address_hash" text NOT NULL,
	"is_muted" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "email_guardians" (
	"account" text NOT NULL,
	"signer" text NOT NULL,
	"sealed_address" text NOT NULL,
	"sealed_salt" text NOT NULL,
	"address_hash" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "email_guardians_account_signer_pk" PRIMARY KEY("account","signer")
);
--> statement-breakpoint
CREATE TABLE "mails" (
	"id" text PRIMARY KEY NOT NULL,
	"account" text NOT NULL,
	"kind" text NOT NULL,
	"is_security" boolean NOT NULL,
	"sealed_address" text NOT NULL,
	"address_hash" text NOT NULL,
	"sealed_content" text,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"unclear" integer DEFAULT 0 NOT NULL,
	"not_before" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"reply" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"sent_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "notices" (
	"account" text NOT NULL,
	"subject" text NOT NULL,
	"stage" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "notices_account_subject_stage_pk" PRIMARY KEY("account","subject","stage")
);
--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_account_accounts_address_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("address") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "email_guardians" ADD CONSTRAINT "email_guardians_account_accounts_address_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("address") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "codes_subject" ON "codes" USING btree ("purpose","subject");--> statement-breakpoint
CREATE UNIQUE INDEX "contacts_address" ON "contacts" USING btree ("account","kind","address_hash");--> statement-breakpoint
CREATE INDEX "email_guardians_address" ON "email_guardians" USING btree ("address_hash");--> statement-breakpoint
CREATE INDEX "mails_work" ON "mails" USING btree ("not_before") WHERE state in ('queued', 'deferred');--> statement-breakpoint
CREATE INDEX "mails_account" ON "mails" USING btree ("account","created_at");