import { createHmac, createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import type { AppSetting } from '../../../sandbox/github/apps/registry.js';

/** A GitHub App of these tests, as its owner registered it. */
export const SECRET = 'the webhook secret of a test';
export const APP_ID = 4711;
export const SLUG = 'speckit-test';
export const LOGIN = `${SLUG}[bot]`;

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const PRIVATE_KEY = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();

/** The registration, with what app.yml asks for. */
export function registration(more: Partial<AppSetting> = {}): AppSetting {
  return {
    id: APP_ID,
    slug: SLUG,
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    permissions: {
      actions: 'write',
      checks: 'write',
      contents: 'write',
      issues: 'write',
      metadata: 'read',
      pull_requests: 'write',
    },
    events: [
      'check_run',
      'issue_comment',
      'pull_request',
      'pull_request_review',
      'repository',
      'workflow_run',
    ],
    ...more,
  };
}

/** A token that says who the App is, as GitHub asks for it. */
export function appToken(claims: Readonly<Record<string, unknown>> = {}): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ iat: now - 30, exp: now + 300, iss: APP_ID, ...claims })}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(privateKey, 'base64url')}`;
}

export interface Sending {
  readonly name?: string;
  readonly id?: string;
  readonly secret?: string;
  readonly signature?: string | null;
}

/** Sends a delivery as GitHub does; the status of the answer, and what it said. */
export async function deliver(
  url: string,
  payload: unknown,
  { name = 'issue_comment', id = randomUUID(), secret = SECRET, signature }: Sending = {},
): Promise<{ status: number; text: string; headers: Headers }> {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const signed = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  const given = signature === undefined ? signed : signature;
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-delivery': id,
      'x-github-event': name,
      ...(given === null ? {} : { 'x-hub-signature-256': given }),
    },
    body,
  });
  return { status: response.status, text: await response.text(), headers: response.headers };
}
