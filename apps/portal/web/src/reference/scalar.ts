import bundle from 'scalar-bundle?url';

/** Scalar's own name for what is set here: https://scalar.com/products/api-references/configuration */
type Configuration = Record<string, unknown>;

declare global {
  var Scalar: { createApiReference(element: Element, configuration: Configuration): unknown } | undefined;
}

/** Scalar's bundle for browsers, which says `Scalar` to everybody. It is big, and the document is asked for meanwhile. */
export async function loadScalar(): Promise<NonNullable<typeof Scalar>> {
  await new Promise<void>((resolve, reject) => {
    const script = document.createElement('script');
    script.addEventListener('load', () => resolve());
    script.addEventListener('error', () => reject(new Error('The reference could not be loaded.')));
    script.src = bundle;
    document.head.append(script);
  });
  if (!globalThis.Scalar) throw new Error('The reference could not be started.');
  return globalThis.Scalar;
}

/**
 * @param document the OpenAPI document
 * @param isDark when it is drawn: `keepLook` knows later on
 * @param clientId of an app of who is signed in
 */
export function configuration({ document, isDark, clientId }: { document: object; isDark: boolean; clientId?: string | undefined }): Configuration {
  return {
    content: document,
    // Nothing of it asks another host.
    withDefaultFonts: false,
    telemetry: false,
    agent: { disabled: true },
    mcp: { disabled: true },
    hideClientButton: true,
    showDeveloperTools: 'never',
    proxyUrl: '',
    // A key stays in the page, and goes with it.
    persistAuth: false,
    theme: 'none',
    forceDarkModeState: isDark ? 'dark' : 'light',
    hideDarkModeToggle: true,
    documentDownloadType: 'none',
    hideModels: true,
    defaultOpenFirstTag: true,
    defaultHttpClient: { targetKey: 'shell', clientKey: 'curl' },
    authentication: {
      preferredSecurityScheme: 'apiKey',
      securitySchemes: { oauth2: { flows: { clientCredentials: { 'x-scalar-client-id': clientId ?? '', 'x-scalar-credentials-location': 'header' } } } },
    },
  };
}
