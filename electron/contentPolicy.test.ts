import { describe, expect, it } from 'vitest';
import { withContentPolicy } from './contentPolicy';

describe('the content security policy of a document', () => {
  it("leaves the server's own as it is", () => {
    const headers = { 'Content-Security-Policy': ["default-src 'none'"] };
    expect(withContentPolicy(headers)).toEqual(headers);
  });

  it('is never missing, and never lets a script in from elsewhere', () => {
    const [policy] = withContentPolicy({ 'content-type': ['text/html'] })['content-security-policy'] ?? [];
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe-eval');
  });
});
