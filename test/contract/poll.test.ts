import { httpSubject } from "./transport/http-subject.ts";
import { transportContract } from "./transport.ts";

transportContract("poll", httpSubject("poll"));
