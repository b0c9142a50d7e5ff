// The page of a server without a demo: what it is, and what to do first.
import { offerLanguages } from './language.js';

offerLanguages();
