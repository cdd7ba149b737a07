// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {ChainlessDomain} from "./ChainlessDomain.sol";

/// @title EIP-712 without a chain id, for contracts that are called often
/// @notice As ChainlessDomain; the separator is computed once, at construction.
abstract contract ChainlessEIP712 is ChainlessDomain {
    bytes32 private immutable _domainSeparator;

    constructor() {
        _domainSeparator = super._separator();
    }

    function _separator() internal view override returns (bytes32) {
        return _domainSeparator;
    }
}
