// @ts-check
/** The home page: a form that starts a scan, and the recent ones. */

import { followRecentScans } from "./recent-scans.js";
import { prepareForm } from "./scan-form.js";

prepareForm();
followRecentScans();
