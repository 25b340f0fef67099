import { httpSubject } from "./transport/http-subject.ts";
import { transportContract } from "./transport.ts";

transportContract("stream", httpSubject("stream"));
