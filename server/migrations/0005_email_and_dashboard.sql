CREATE TABLE "audit" (
	"n" bigint PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"by" text NOT NULL,
	"action" text NOT NULL,
	"subject" text NOT NULL,
	"details" text NOT NULL,
	"previous" text NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "audit_previous" UNIQUE("previous")
);
--> statement-breakpoint
CREATE TABLE "audit_heads" (
	"id" integer PRIMARY KEY NOT NULL,
	"n" bigint NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
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
CREATE TABLE "notice_work" (
	"account" text PRIMARY KEY NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"has_waited" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "operator_links" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"name" text,
	"role" text NOT NULL,
	"invited_by" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "operator_sessions" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"operator" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"confirmed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "operators" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"role" text,
	"credential_id" text NOT NULL,
	"x" text NOT NULL,
	"y" text NOT NULL,
	"user_handle" text NOT NULL,
	"sign_count" bigint NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "operators_name_unique" UNIQUE("name"),
	CONSTRAINT "operators_credential_id_unique" UNIQUE("credential_id"),
	CONSTRAINT "operators_key" UNIQUE("x","y")
);
--> statement-breakpoint
CREATE TABLE "proposals" (
	"id" text PRIMARY KEY NOT NULL,
	"body" jsonb NOT NULL,
	"reason" text NOT NULL,
	"proposed_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"outcome" text,
	"decided_by" text,
	"decided_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "recoveries" (
	"hash" text PRIMARY KEY NOT NULL,
	"account" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"state" text NOT NULL,
	"ready_at" timestamp (3) with time zone,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"approvals" integer NOT NULL,
	"peer_hash" text,
	"device" text,
	"is_new_device" boolean NOT NULL,
	"is_shared_address" boolean NOT NULL,
	"is_changed_lately" boolean NOT NULL,
	"is_email_alone" boolean NOT NULL,
	"is_undelivered" boolean NOT NULL,
	"concerns" integer GENERATED ALWAYS AS (is_new_device::int + is_shared_address::int + is_changed_lately::int + is_email_alone::int + is_undelivered::int) STORED NOT NULL
);
--> statement-breakpoint
CREATE TABLE "recovery_work" (
	"account" text PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE "seen_devices" (
	"account" text NOT NULL,
	"mark" text NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "seen_devices_account_mark_pk" PRIMARY KEY("account","mark")
);
--> statement-breakpoint
CREATE TABLE "account_locks" (
	"account" text PRIMARY KEY NOT NULL,
	"id" text NOT NULL,
	"reason" text NOT NULL,
	"locked_by" text NOT NULL,
	"locked_at" timestamp (3) with time zone NOT NULL,
	"until" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "account_recovery" (
	"account" text PRIMARY KEY NOT NULL,
	"recovery" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "operator_webhooks" (
	"id" integer PRIMARY KEY NOT NULL,
	"sealed_url" text NOT NULL,
	"events" jsonb NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "settings" (
	"id" integer PRIMARY KEY NOT NULL,
	"version" bigint NOT NULL,
	"recovery" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "webhooks" (
	"id" text PRIMARY KEY NOT NULL,
	"account" text,
	"type" text NOT NULL,
	"sealed_url" text NOT NULL,
	"body" text,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"reply" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_account_accounts_address_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("address") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "email_guardians" ADD CONSTRAINT "email_guardians_account_accounts_address_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("address") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "operator_sessions" ADD CONSTRAINT "operator_sessions_operator_operators_id_fk" FOREIGN KEY ("operator") REFERENCES "public"."operators"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recoveries" ADD CONSTRAINT "recoveries_hash_requests_hash_fk" FOREIGN KEY ("hash") REFERENCES "public"."requests"("hash") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_subject" ON "audit" USING btree ("subject","n");--> statement-breakpoint
CREATE INDEX "codes_subject" ON "codes" USING btree ("purpose","subject");--> statement-breakpoint
CREATE UNIQUE INDEX "contacts_address" ON "contacts" USING btree ("account","kind","address_hash");--> statement-breakpoint
CREATE INDEX "email_guardians_address" ON "email_guardians" USING btree ("address_hash");--> statement-breakpoint
CREATE INDEX "mails_work" ON "mails" USING btree ("not_before") WHERE state in ('queued', 'deferred');--> statement-breakpoint
CREATE INDEX "mails_account" ON "mails" USING btree ("account","created_at");--> statement-breakpoint
CREATE INDEX "mails_undelivered" ON "mails" USING btree ("created_at") WHERE state in ('bounced', 'expired') and is_security;--> statement-breakpoint
CREATE INDEX "notice_work_due" ON "notice_work" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "operator_sessions_operator" ON "operator_sessions" USING btree ("operator");--> statement-breakpoint
CREATE INDEX "proposals_open" ON "proposals" USING btree ("outcome","created_at");--> statement-breakpoint
CREATE INDEX "recoveries_newest" ON "recoveries" USING btree ("created_at","hash") WHERE closed_at is null;--> statement-breakpoint
CREATE INDEX "recoveries_ready" ON "recoveries" USING btree ("ready_at","hash") WHERE closed_at is null and ready_at is not null;--> statement-breakpoint
CREATE INDEX "recoveries_concerns" ON "recoveries" USING btree ("concerns","created_at","hash") WHERE closed_at is null;--> statement-breakpoint
CREATE INDEX "recoveries_state" ON "recoveries" USING btree ("state","created_at","hash") WHERE closed_at is null;--> statement-breakpoint
CREATE INDEX "recoveries_new_device" ON "recoveries" USING btree ("created_at","hash") WHERE closed_at is null and is_new_device;--> statement-breakpoint
CREATE INDEX "recoveries_shared_address" ON "recoveries" USING btree ("created_at","hash") WHERE closed_at is null and is_shared_address;--> statement-breakpoint
CREATE INDEX "recoveries_changed_lately" ON "recoveries" USING btree ("created_at","hash") WHERE closed_at is null and is_changed_lately;--> statement-breakpoint
CREATE INDEX "recoveries_email_alone" ON "recoveries" USING btree ("created_at","hash") WHERE closed_at is null and is_email_alone;--> statement-breakpoint
CREATE INDEX "recoveries_undelivered" ON "recoveries" USING btree ("created_at","hash") WHERE closed_at is null and is_undelivered;--> statement-breakpoint
CREATE INDEX "recoveries_account" ON "recoveries" USING btree ("account","created_at");--> statement-breakpoint
CREATE INDEX "recoveries_peer" ON "recoveries" USING btree ("peer_hash","created_at");--> statement-breakpoint
CREATE INDEX "account_locks_until" ON "account_locks" USING btree ("until");--> statement-breakpoint
CREATE INDEX "webhooks_queued" ON "webhooks" USING btree ("created_at") WHERE state = 'queued';--> statement-breakpoint
CREATE INDEX "webhooks_failed" ON "webhooks" USING btree ("ended_at") WHERE state = 'failed';