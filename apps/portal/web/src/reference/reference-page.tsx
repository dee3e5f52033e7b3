import { ChevronLeft, KeyRound } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Announcements } from '../design/announce.js';
import { Fault, Loading } from '../design/states.js';
import { useIsDark } from '../design/theme.js';
import { Mark } from '../layout/brand.js';
import { ThemeMenu } from '../layout/theme-menu.js';
import { complete } from './completed.js';
import { keepLook } from './look.js';
import { loadMaterial, type Material } from './material.js';
import { configuration } from './scalar.js';

/** The reference of an API, where its operations can be tried. Every link leaves the page: the others have a stricter policy. */
export function ReferencePage({ apiId }: { apiId: string }) {
  const material = useMaterial(apiId);
  const title = material && !(material instanceof Error) ? material.title : 'API';
  useEffect(() => {
    document.title = `${title}, reference · Strata`;
  }, [title]);
  return (
    <>
      <a className="skip" href="#reference">
        Skip to the reference
      </a>
      <nav className="header" aria-label="Portal">
        <div className="header-row reference-row">
          <a href="/portal/" className="brand" aria-label="Strata developers">
            <Mark />
          </a>
          <a href={`/portal/apis/${apiId}`} className="reference-back">
            <ChevronLeft size={16} aria-hidden />
            <span>{title}</span>
          </a>
          <div className="header-end">
            <a href="/portal/apps" className="button small only-wide">
              <KeyRound size={14} aria-hidden />
              Your keys
            </a>
            <ThemeMenu />
          </div>
        </div>
      </nav>
      <div id="reference" tabIndex={-1}>
        {material === undefined && (
          <main className="page">
            <Loading what="the reference" lines={8} />
          </main>
        )}
        {material instanceof Error && (
          <main className="page">
            <h1>Reference</h1>
            <Fault title="The reference cannot be shown" error={material} />
          </main>
        )}
        {material && !(material instanceof Error) && <Shown material={material} />}
      </div>
      <Announcements />
    </>
  );
}

function useMaterial(apiId: string): Material | Error | undefined {
  const [material, setMaterial] = useState<Material | Error>();
  useEffect(() => {
    loadMaterial(apiId).then(setMaterial, (error: unknown) => setMaterial(error instanceof Error ? error : new Error(String(error))));
  }, [apiId]);
  return material;
}

/** Scalar draws into an element that is its own. */
function Shown({ material: { scalar, ...material } }: { material: Material }) {
  const element = useRef<HTMLDivElement>(null);
  const isDark = useIsDark();
  useEffect(() => void scalar.createApiReference(element.current!, configuration({ ...material, isDark })), []);
  useEffect(() => keepLook(isDark), [isDark]);
  // Dialogs are drawn at the end of the page.
  useEffect(() => complete(document.body), []);
  return <div ref={element} className="reference" />;
}
