// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Execution} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {IRotator} from "../../src/IRotator.sol";

/// @notice A rotator that says whatever it was told to.
contract StubRotator is IRotator {
    Execution[] private _calls;
    bool private _isOwner = true;
    bool private _isOwnerSignature;

    /// @notice The calls that it wants; good or evil.
    function want(address target, uint256 value, bytes calldata callData) external {
        _calls.push(Execution({target: target, value: value, callData: callData}));
    }

    function wantNothing() external {
        delete _calls;
    }

    function setIsOwner(bool isOwner_) external {
        _isOwner = isOwner_;
    }

    function setIsOwnerSignature(bool isOwnerSignature_) external {
        _isOwnerSignature = isOwnerSignature_;
    }

    function rotation(address, bytes calldata, bool) external view returns (Execution[] memory) {
        return _calls;
    }

    function isOwner(address, bytes calldata) external view returns (bool) {
        return _isOwner;
    }

    function isOwnerSignature(address, bytes32, bytes calldata) external view returns (bool) {
        return _isOwnerSignature;
    }
}

/// @notice A rotator whose answer to `rotation` is raw bytes: encodings that no compiler makes.
contract RawRotator {
    bytes private _answer;

    function answer(bytes calldata raw) external {
        _answer = raw;
    }

    function isOwner(address, bytes calldata) external pure returns (bool) {
        return true;
    }

    fallback() external {
        bytes memory raw = _answer;
        assembly ("memory-safe") {
            return(add(raw, 0x20), mload(raw))
        }
    }
}
