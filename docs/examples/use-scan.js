// A React hook: how a scan stands, live. It connects when the id changes and leaves nothing behind on unmount.
//
//     const { document, state, outcome } = useScan(scanId);
//     return <progress max="100" value={percentOf(document) ?? undefined} />;

import { useEffect, useState } from "react";
import { watch } from "/assets/scancast.js";

const NOTHING_YET = { document: null, state: null, outcome: null, error: null };

/**
 * @param {string | null} scanId null watches nothing
 * @returns {{ document: object | null, state: object | null, outcome: string | null, error: object | null }}
 */
export function useScan(scanId) {
  const [scan, setScan] = useState(NOTHING_YET);
  useEffect(() => {
    setScan(NOTHING_YET);
    if (scanId === null) {
      return undefined;
    }
    const tell = (change) => setScan((before) => ({ ...before, ...change }));
    const watching = watch(scanId, {
      onProgress: (document) => tell({ document }),
      onState: (state) => tell({ state }),
      onComplete: (_, outcome) => tell({ outcome }),
      onError: (error) => tell({ error }),
    });
    return () => watching.close();
  }, [scanId]);
  return scan;
}
