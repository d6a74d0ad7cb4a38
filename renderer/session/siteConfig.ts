import { z } from 'zod';
import { create } from 'zustand';

const siteConfigSchema = z.object({
  /** Accounts that the demo offers on its sign-in page; empty everywhere else. */
  demoAccounts: z
    .array(z.object({ name: z.string(), login: z.string(), secret: z.string(), page: z.string() }))
    .default([]),
  map: z
    .object({
      /** A style document of the site, in the place of the one built in. */
      styleUrl: z.string().nullable().default(null),
      /** Raster tiles of the site, as a URL with {z}, {x} and {y}. */
      tilesUrl: z.string().nullable().default(null),
      /** True where those tiles are shifted to GCJ-02, so that what is drawn over them is shifted too. */
      gcj02: z.boolean().default(false),
    })
    .prefault({}),
});
export type SiteConfig = z.infer<typeof siteConfigSchema>;

/** What this installation says about itself before anybody has signed in; null until it is there. */
export const useSiteConfig = create<{ readonly config: SiteConfig | null }>(() => ({ config: null }));

/** Asks for /config.json; a page that does not get it goes on with what is built in. */
export async function loadSiteConfig(): Promise<void> {
  let told: unknown = {};
  try {
    const response = await fetch('/config.json');
    if (response.ok) told = await response.json();
  } catch {
    // The line's own state says that the server is not there.
  }
  const parsed = siteConfigSchema.safeParse(told);
  useSiteConfig.setState({ config: parsed.success ? parsed.data : siteConfigSchema.parse({}) });
}
