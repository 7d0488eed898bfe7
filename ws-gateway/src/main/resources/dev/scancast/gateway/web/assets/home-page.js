// @ts-check
/** The home page: a form that starts scans, those that run, and those that ended. */

import { preparePastScans } from "./past-scans.js";
import { followRunningScans } from "./running-scans.js";
import { prepareForm } from "./scan-form.js";

prepareForm();
followRunningScans(preparePastScans());
