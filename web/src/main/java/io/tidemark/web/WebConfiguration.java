package io.tidemark.web;

import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;

/** What every side that answers over HTTP shares, for an application to import. */
@Configuration(proxyBeanMethods = false)
@ComponentScan(
    excludeFilters =
        // only where the keys are in this process: the security configuration says
        @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*\\.JwkSetEndpoint"))
public class WebConfiguration {}
